"""What is sent, as dataclasses."""

from dataclasses import asdict, dataclass


@dataclass
class NewUser:
    email: str = "payload@example.com"
    name: str = "Payload"
    country: str = "DE"

    def body(self):
        return asdict(self)


@dataclass
class NewProduct:
    sku: str
    price: int = 100

    def body(self):
        return asdict(self)
