"""Names of fields and headers: what their value identifies."""

from __future__ import annotations

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-\s.\[\]]+")


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """A field's name in snake_case: `orderId`, `order-id` and `Order Id` are `order_id`."""
    return re.sub(r"_+", "_", _CAMEL.sub("_", name)).lower().strip("_")


_RECORD = re.compile(r"^(.*?)_?(?:ids?|pks?|uuids?|guids?)$")
_BARE = frozenset({"id", "ids", "pk", "pks", "uid", "uuid", "uuids", "guid", "_id", "object_id", "record_id"})

_ASKING_FOR = ("include_", "has_", "is_")
"""How switches begin: `include_order_id=1` wants the ids to be told."""


@lru_cache(maxsize=4096)
def refers(key: str) -> str | None:
    """The resource that a field names by an id: `user` of `user_id`, `` of a plain `id`; None if none."""
    if key in _BARE:
        return ""
    if key.startswith(_ASKING_FOR):
        return None
    match = _RECORD.match(key)
    if match and key.endswith(("_id", "_ids", "_pk", "_pks", "_uuid", "_uuids", "_guid")):
        return match.group(1)
    return None


_CALLER = re.compile(
    r"^(?:(?:.*_)?idempoten(?:cy|t)_?(?:key|token|id)|(?:.*_)?correlation_(?:id|key)|(?:client_|x_)?request_(?:id|token|uuid)|"
    r"client_token|transaction_(?:key|ref|reference)|(?:message_)?dedup(?:lication)?_(?:id|key)|(?:.*_)?nonce|message_id|trace_id|span_id|"
    r"client_(?:order_id|ref|reference)|merchant_reference|end_to_end_id|x_idempotency_key)$"
)
_ORDER = re.compile(
    r"^(?:client_|merchant_|external_|partner_|purchase_)?order_(?:id|uuid|no|number|num|ref|reference|code|key)$"
)
_TRANSACTION = re.compile(r"^(?:(?:external_|merchant_|client_)?(?:transaction|payment|txn)_(?:id|uuid))$")


def caller_key(key: str) -> bool:
    """Whether a field tells requests apart by what the caller chose: an idempotency key, a correlation id."""
    return _CALLER.match(key) is not None


def order_key(key: str) -> bool:
    """Whether a field names an order, or a payment, by a number that its caller may choose."""
    return _ORDER.match(key) is not None or _TRANSACTION.match(key) is not None


_TENANT = re.compile(r"^(?:x_)?(?:tenant|organi[sz]ation|org)(?:_(?:id|uuid|key|slug|code|name))?$")
_SECRET = re.compile(
    r"^(?:x_)?(?:(?:.*_)?api_?key|api_?token|access_?token|auth_?token|bearer_?token|authorization|proxy_authorization|token|"
    r"auth_key|access_key|secret_key|subscription_key|ocp_apim_subscription_key|(?:user|device|client|service|private)_token)$"
)
_ACCOUNT = re.compile(r"^(?:x_)?account(?:_(?:id|key|slug|name))?$")
_ACCOUNT_FIELDS = frozenset({"account", "account_id", "account_key", "account_slug"})


def tenant_key(key: str, *, header: bool) -> bool:
    """Whether a field or header says for which tenant, or with whose key, a request is made."""
    return bool(_TENANT.match(key) or _SECRET.match(key)) or (header and _ACCOUNT.match(key) is not None)


def of_tenant(key: str) -> bool:
    """Whether a field or header says in which tenant something is made."""
    return _TENANT.match(key) is not None


def account_key(key: str) -> bool:
    """Whether a field says in which account something is made."""
    return key in _ACCOUNT_FIELDS


FILE_KEYS = frozenset(
    "filename file_name original_filename original_name object_name object_key blob_name file_path"
    " upload_name attachment_name document_name".split()
)
"""Fields that carry the name of a file."""

_FOREIGN = re.compile(
    r"^(?:client|app|application|session|request|correlation|process|trace|span|telegram|chat|google|facebook|apple|github|tax|vat|"
    r"national|passport|social_security|external|ext|locale|time_?zone|version|revision|min|max|last|first|next|prev|start|end|"
    r"since|after|before|measurement|tracking|aws_account|kms_key|bundle|valid|paid|only|include|with|without|exclude|show|has|no|"
    r"vlan|vni|vxlan|segmentation|pci|hardware|(?:telegram|discord|slack|facebook|google|twitter|whatsapp)_\w+)$"
)
"""What a field names by an id that is no record of the system under test, or none that a test could make."""


def foreign_word(target: str) -> bool:
    """Whether an id of that name is given by someone else than the system under test."""
    return _FOREIGN.match(target) is not None


WRAPPERS = frozenset(
    "data attributes body payload input variables params json record object resource item fields properties"
    " request form values instance model entity args kwargs document doc".split()
)
"""Keys that only wrap a payload."""

WEAK = frozenset("code key path reference domain hostname host_name handle login nickname serial phone mobile".split())
"""Unique fields with everyday names."""
