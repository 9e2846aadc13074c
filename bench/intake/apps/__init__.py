"""The applications that the service is measured against."""
