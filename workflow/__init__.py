"""A document's life, one file a transition: receive, process, review, audit, amend, deliver, retire."""
