"""What a document's fields say about each other and what a code's check says about its characters.

`decode` reads one code through the noisy channel; `apply` looks at all fields of a document, corrects what is proved to be misread,
chooses between candidates that are close, and gives named evidence for calibration. Posteriors are evidence, never confidences.
What is wrong on the paper itself stays as written.
"""

from extraction.constraints.apply import ConstraintOutcome, apply
from extraction.constraints.decoding import decode

__all__ = ["ConstraintOutcome", "apply", "decode"]
