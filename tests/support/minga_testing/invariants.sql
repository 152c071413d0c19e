-- A co-op's agents name each person once
SELECT cooperative_id, person_id, count(*) FROM agent
 WHERE cooperative_id = ANY($1::uuid[]) AND person_id IS NOT NULL
 GROUP BY cooperative_id, person_id HAVING count(*) > 1;
