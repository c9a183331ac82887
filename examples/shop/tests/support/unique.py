import uuid


def unique(prefix):
    return f"{prefix}-{uuid.uuid4()}"


def unique_email():
    return f"test-{uuid.uuid4()}@example.com"
