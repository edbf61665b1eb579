/**
 * Where in the form something is drawn: `{ kind: "page" }`, or inside a table of lines `{ kind: "row" | "cell", number }`.
 * A cell has no room for a label beside the field or for a hint, a row is drawn by the table itself.
 */
import { createContext, useContext } from "react";

const PlaceContext = createContext({ kind: "page" });

export const Place = PlaceContext.Provider;
export const usePlace = () => useContext(PlaceContext);
