"""A member's own workbook to score in: what stands where when it goes out, and what it says when it comes back."""
