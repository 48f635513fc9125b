/** A number with the word for what is counted. */
export const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
