/** English names of three words and more without one of the words in their middle: boiler feed pump for boiler feed water pump. */
export function shorterNames(folded: string): string[] {
  if (!/^[a-z]+(?: [a-z]+){2,5}$/.test(folded)) return [];
  const words = folded.split(" ");
  return words.slice(1, -1).map((_, at) => words.filter((_word, other) => other !== at + 1).join(" "));
}
