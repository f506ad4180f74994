/** What an equal field adds to a candidate's rank. An equal item number outweighs all else; all of the text adds 1 at most. */
export const candidateWeights = { itemNo: 8, location: 1, equipmentType: 1, statusCode: 1 } as const;

export type CandidateField = keyof typeof candidateWeights;
