/** Pictures that one form changes. More are changed in several goes: a request must end. */
export const mostChanged = 1_000;
