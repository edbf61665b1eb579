/** What the server found wrong, shown on the fields until their value changes. */
import { useCallback, useMemo, useState } from "react";

/** `errors`: `[{ path: ["positions", 0, "unit"], message }]`, found in `data`. */
export function useServerErrors(errors, data) {
  const [left, setLeft] = useState(errors);
  const forgetChanged = useCallback(
    (now) =>
      setLeft((known) => {
        const still = known.filter(({ path }) => same(valueAt(now, path), valueAt(data, path)));
        return still.length === known.length ? known : still;
      }),
    [data],
  );
  const tree = useMemo(() => left.reduce(withError, {}), [left]);
  return [tree, forgetChanged];
}

/** RJSF's error schema: `{ positions: { 0: { unit: { __errors: ["…"] } } } }`. */
function withError(tree, { path, message }) {
  const [step, ...rest] = path;
  if (step === undefined) return { ...tree, __errors: [...(tree.__errors ?? []), message] };
  return { ...tree, [step]: withError(tree[step] ?? {}, { path: rest, message }) };
}

const valueAt = (data, path) => path.reduce((below, step) => below?.[step], data);

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
