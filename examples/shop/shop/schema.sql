-- What a record is, said once: the store reads its fields and their types from here, and a refusal carries the name of
-- the constraint that was broken. Money is in cents.

CREATE TABLE IF NOT EXISTS countries (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS users (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    email   TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name    TEXT NOT NULL DEFAULT '',
    country TEXT REFERENCES countries,
    CONSTRAINT "email must be an address" CHECK (email LIKE '_%@_%._%' AND email NOT LIKE '% %')
);

CREATE TABLE IF NOT EXISTS products (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    sku      TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL DEFAULT '',
    price    INTEGER NOT NULL,
    currency TEXT NOT NULL DEFAULT 'EUR',
    CONSTRAINT "sku must not be empty" CHECK (sku <> ''),
    CONSTRAINT "price must be 0 to 100000000" CHECK (price BETWEEN 0 AND 100000000),
    CONSTRAINT "currency must be EUR, GBP or USD" CHECK (currency IN ('EUR', 'GBP', 'USD'))
);

CREATE TABLE IF NOT EXISTS discounts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    code       TEXT NOT NULL UNIQUE,
    product_id INTEGER NOT NULL REFERENCES products,
    percent    INTEGER NOT NULL,
    UNIQUE (id, product_id),
    CONSTRAINT "code must not be empty" CHECK (code <> ''),
    CONSTRAINT "percent must be 1 to 100" CHECK (percent BETWEEN 1 AND 100)
);

-- order_id is the caller's own id for the order: sent twice, it does not order twice.
CREATE TABLE IF NOT EXISTS orders (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id    TEXT UNIQUE,
    user_id     INTEGER NOT NULL REFERENCES users,
    product_id  INTEGER NOT NULL REFERENCES products,
    discount_id INTEGER,
    quantity    INTEGER NOT NULL DEFAULT 1,
    status      TEXT NOT NULL DEFAULT 'open',
    total       INTEGER,
    -- Both columns together, so that a discount counts only for the product it belongs to.
    FOREIGN KEY (discount_id, product_id) REFERENCES discounts (id, product_id),
    CONSTRAINT "quantity must be 1 to 1000" CHECK (quantity BETWEEN 1 AND 1000),
    CONSTRAINT "status must be open, paid or shipped" CHECK (status IN ('open', 'paid', 'shipped'))
);

-- The total is kept rather than worked out on reading: a later change of price must not reach an order already placed.
CREATE TRIGGER IF NOT EXISTS total_of_new_order AFTER INSERT ON orders BEGIN
    UPDATE orders
    SET total = (
        SELECT products.price * NEW.quantity * (100 - coalesce(discounts.percent, 0)) / 100
        FROM products LEFT JOIN discounts ON discounts.id = NEW.discount_id
        WHERE products.id = NEW.product_id
    )
    WHERE id = NEW.id;
END;

CREATE TRIGGER IF NOT EXISTS total_of_changed_order AFTER UPDATE OF product_id, discount_id, quantity ON orders BEGIN
    UPDATE orders
    SET total = (
        SELECT products.price * NEW.quantity * (100 - coalesce(discounts.percent, 0)) / 100
        FROM products LEFT JOIN discounts ON discounts.id = NEW.discount_id
        WHERE products.id = NEW.product_id
    )
    WHERE id = NEW.id;
END;

INSERT OR IGNORE INTO countries (code, name) VALUES
    ('AT', 'Austria'), ('CH', 'Switzerland'), ('DE', 'Germany'), ('FR', 'France'), ('GB', 'United Kingdom'),
    ('IN', 'India'), ('JP', 'Japan'), ('US', 'United States');
