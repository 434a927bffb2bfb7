import type { Random } from "../random.ts";

/** The time of day of a scene. */
export type Hour = "dawn" | "day" | "sunset" | "night";
/** The land of a scene. */
export type Place = "sea" | "forest" | "city" | "desert" | "mountain";
/** The weather of a scene. */
export type Weather = "clear" | "fog" | "snow";
/** A thing that stands in a scene. */
export type Subject = "lighthouse" | "boat" | "cabin" | "tree";

/** What a prompt is taken to ask for. The emulator cannot read; it looks for a few words. */
export interface Mood {
  hour: Hour;
  place: Place;
  weather: Weather;
  subjects: Subject[];
}

const hourWords: Record<Hour, RegExp> = {
  night:
    /\b(night|midnight|moon\w*|stars?|starry|space|galaxy|neon|dark\w*|nocturn\w*|aurora\w*|cyberpunk)\b/,
  sunset: /\b(sunset|dusk|evening|golden|autumn|fire|twilight|ember\w*|orange|red)\b/,
  dawn: /\b(dawn|sunrise|morning|pink|spring|pastel|blossom\w*|glass)\b/,
  day: /\b(day\w*|noon|sunny|summer|blue|bright|white|clear)\b/,
};
const placeWords: Record<Place, RegExp> = {
  sea: /\b(sea|ocean|beach|islands?|lighthouse|boats?|ships?|sail\w*|coast\w*|harbou?r|lakes?|rivers?|water\w*|waves?|whale|fjord)\b/,
  city: /\b(city|street\w*|skyline|tokyo|paris|york|towers?|building\w*|urban|neon|cyberpunk|car|robot\w*)\b/,
  forest:
    /\b(forest\w*|trees|woods?|woodland|jungle|pines?|fox\w*|deer|bear|owl|garden|moss\w*|leaf|leaves)\b/,
  desert: /\b(desert|dunes?|sands?|canyon|mars|camel|cactus|pyramids?)\b/,
  mountain: /\b(mountain\w*|alps?|peaks?|hills?|valley|cliffs?|volcano|glacier|igloo|citadel|castle)\b/,
};
const weatherWords: Record<Weather, RegExp> = {
  fog: /\b(fog\w*|mist\w*|haze|hazy|smok\w*|cloud\w*|rain\w*|storm\w*)\b/,
  snow: /\b(snow\w*|winter\w*|ice|icy|frost\w*|arctic|frozen|igloo|glacier|polar)\b/,
  clear: /\b(clear|crisp|sharp)\b/,
};
const subjectWords: Record<Subject, RegExp> = {
  lighthouse: /\blighthouse\b/,
  boat: /\b(boats?|ships?|sail\w*)\b/,
  cabin: /\b(cabin|house|hut|home|cottage|igloo|village|barn)\b/,
  tree: /\b(lone tree|oak|willow|cherry|tree)\b/,
};

function pick<Name extends string>(
  words: Record<Name, RegExp>,
  text: string,
  otherwise: readonly [Name, ...Name[]],
  random: Random,
): Name {
  for (const name in words) if (words[name].test(text)) return name;
  return otherwise[random.below(otherwise.length)] ?? otherwise[0];
}

const subjectNames = ["lighthouse", "boat", "cabin", "tree"] as const satisfies readonly Subject[];

/** Chooses a scene: by the words that are known, and by chance for the rest. */
export function moodOf(prompt: string, random: Random): Mood {
  const text = prompt.toLowerCase();
  const subjects = subjectNames.filter((name) => subjectWords[name].test(text));
  const weather = pick(weatherWords, text, ["clear", "clear", "clear", "fog"], random);
  const hours: readonly [Hour, ...Hour[]] =
    weather === "fog" ? ["dawn", "day"] : ["dawn", "day", "sunset", "night", "sunset"];
  return {
    hour: pick(hourWords, text, hours, random),
    place: pick(placeWords, text, ["mountain", "mountain", "sea", "forest", "desert"], random),
    weather,
    subjects,
  };
}
