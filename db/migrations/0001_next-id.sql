-- The next number of a sequence that was never brought over from elsewhere.
CREATE FUNCTION next_id(sequence_name text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  candidate bigint;
BEGIN
  LOOP
    candidate := nextval(sequence_name::regclass);
    EXIT WHEN NOT EXISTS (
      SELECT FROM reserved_id WHERE reserved_id.sequence = sequence_name AND reserved_id.id = candidate
    );
  END LOOP;
  RETURN candidate;
END
$$;
