"""Training of the classifier, for the rooms above: they reach classification only through the pipeline."""

from classification.training import Labelled, evaluate, save, train

__all__ = ["Labelled", "evaluate", "save", "train"]
