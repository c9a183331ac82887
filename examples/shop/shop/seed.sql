-- The shared rows that everyone's tests have come to expect.

INSERT INTO users (id, email, name, country) VALUES
    (7, 'carol@example.com', 'Carol Jones', 'GB'),
    (42, 'alice@test.com', 'Alice Smith', 'US'),
    (43, 'bob@test.com', 'Bob Brown', 'DE');

INSERT INTO products (id, sku, name, price) VALUES
    (1, 'SKU-1001', 'Espresso cup', 1250),
    (2, 'SKU-1002', 'Teapot', 3490),
    (3, 'SKU-1003', 'Coffee grinder', 8900);

INSERT INTO discounts (id, code, product_id, percent) VALUES
    (1, 'WELCOME10', 1, 10),
    (2, 'SUMMER25', 2, 25);

INSERT INTO orders (id, order_id, user_id, product_id, discount_id, quantity, status) VALUES
    (1001, 'ORD-1001', 42, 1, 1, 2, 'paid'),
    (1002, 'ORD-1002', 43, 2, NULL, 1, 'open');
