-- A sequence that has given nothing out yet, or less than its new start, goes on from there.
SELECT setval(name::regclass, 1100000000, false)
FROM (SELECT 'contact_numbers', last_value FROM contact_numbers
  UNION ALL SELECT 'group_numbers', last_value FROM group_numbers) AS given (name, last)
WHERE last < 1100000000;
--> statement-breakpoint
-- A number for what an import brings without one: none that `next_id` of that sequence will ever give out.
CREATE FUNCTION next_import_id(sequence_name text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  candidate bigint;
  reserved bigint;
BEGIN
  LOOP
    candidate := nextval('import_numbers');
    INSERT INTO reserved_id (sequence, id) VALUES (sequence_name, candidate)
      ON CONFLICT DO NOTHING RETURNING id INTO reserved;
    EXIT WHEN reserved IS NOT NULL;
  END LOOP;
  RETURN candidate;
END
$$;
