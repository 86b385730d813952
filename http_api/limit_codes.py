"""The code that is answered beyond each limit: for a call in its problem details, for what a file holds in the file's own error."""

from __future__ import annotations

CODES = {
    # a call
    "upload_body_bytes": "too_large",
    "upload_file_bytes": "too_large",
    "upload_files": "too_many_files",
    "upload_fields": "too_many_files",
    "upload_field_bytes": "bad_multipart",
    "upload_slowest_bytes_per_second": "too_slow",
    "upload_seconds": "too_slow",
    "other_body_bytes": "too_large",
    "free_bytes": "storage_full",
    "uploads_at_once": "busy",
    "calls_at_once": "busy",
    "calls_per_minute": "too_many_requests",
    "calls_of_a_link_per_minute": "too_many_requests",
    "sign_ins_per_minute": "too_many_requests",
    "tasks_waiting": "too_many_waiting",
    "link_hours": "invalid_request",
    # a file
    "file_bytes": "too_large",
    "pages": "too_many_pages",
    "image_pixels": "too_many_pixels",
    "side_px": "too_many_pixels",
    "smallest_side_px": "bad_dimensions",
    "aspect": "bad_dimensions",
    "page_points": "page_too_large",
    "child_memory_bytes": "resource_limit",
    "child_cpu_seconds": "resource_limit",
    "second_try_cpu_seconds": "resource_limit",
    "page_seconds": "resource_limit",
    "archive_files": "archive_too_many_files",
    "archive_bytes": "archive_too_large",
    "archive_ratio": "archive_ratio",
    "archive_seconds": "archive_ratio",
    "archive_cpu_seconds": "archive_ratio",
}
WITHOUT_CODE = frozenset(
    {
        "page_pixels",
        "render_dpi",
        "lowest_dpi",
        "highest_dpi",
        "pages_per_child",
        "child_open_files",
        "words_per_page",
        "text_bytes",
    }
)
"""What is beyond these is scaled, split or read as a picture; nothing is refused for it."""
