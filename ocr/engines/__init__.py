"""The engines, one file each; see ocr.engine for the contract."""
