import { Watched } from '../live';

/** Grows whenever there is a sign that the rights of whoever is signed in are not what the page believes. */
export const doubts = new Watched(0);

/** Says that there is such a sign: something was forbidden that the page offered, or the own role was seen to be another. */
export const doubtRights = (): void => doubts.set(doubts.get() + 1);
