CREATE OR REPLACE FUNCTION note_new_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM made n JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published' WHERE n.state = 'offered';
        RETURN NULL;
    END $$;

CREATE OR REPLACE FUNCTION note_changed_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT o.cooperative_id, gen_random_uuid(), o.id, o.price_minor, o.price_per, o.currency, p.created_at
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published'
        WHERE o.state = 'offered' AND (n.price_minor, n.price_per) IS DISTINCT FROM (o.price_minor, o.price_per)
          AND NOT EXISTS (SELECT FROM price_step s WHERE s.cooperative_id = o.cooperative_id AND s.variant_id = o.id);
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published'
        WHERE n.state = 'offered' AND (n.price_minor, n.price_per, n.state) IS DISTINCT FROM (o.price_minor, o.price_per, o.state)
          AND NOT coalesce((SELECT (s.price_minor, s.price_per) = (n.price_minor, n.price_per) FROM price_step s
            WHERE s.cooperative_id = n.cooperative_id AND s.variant_id = n.id ORDER BY s.since DESC, s.id DESC LIMIT 1), false);
        RETURN NULL;
    END $$;

CREATE OR REPLACE FUNCTION note_shown_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM variant n WHERE n.cooperative_id = NEW.cooperative_id AND n.product_id = NEW.id AND n.state = 'offered'
          AND NOT coalesce((SELECT (s.price_minor, s.price_per) = (n.price_minor, n.price_per) FROM price_step s
            WHERE s.cooperative_id = n.cooperative_id AND s.variant_id = n.id ORDER BY s.since DESC, s.id DESC LIMIT 1), false);
        RETURN NULL;
    END $$;

CREATE TRIGGER product_shown_prices AFTER UPDATE OF state ON product FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state IS DISTINCT FROM 'published') EXECUTE FUNCTION note_shown_prices();
