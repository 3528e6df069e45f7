/** Puts diets, supplements and tube feeding into words. */
import { firstName } from './concepts.ts';
import { readObject, readObjects, readText, readTexts } from './lenient-read.ts';
import { conceptOrText, quantityText, ratioText } from './quantities.ts';
import { wholeTimingText } from './timing-text.ts';
import type {
  NutritionOrder,
  NutritionOrderEnteralFormula,
  NutritionOrderEnteralFormulaAdministration,
  NutritionOrderOralDiet,
  NutritionOrderSupplement,
  Timing,
} from './types.ts';

/** Returns everything that the order is for, with its instructions, and the foods to leave out; the notes if it names nothing else. */
export function nutritionOrderName(order: NutritionOrder): string | null {
  const { oralDiet, supplement, enteralFormula, excludeFoodModifier, note } = order;
  const formula = readObject(enteralFormula);
  const ordered = joined('; ', [
    dietName(readObject(oralDiet)),
    ...readObjects(supplement).flatMap((one) => [supplementName(one), readText(one.instruction)]),
    formulaName(formula),
    readText(formula?.administrationInstruction),
  ]);
  const words =
    ordered ??
    joined(
      '; ',
      readObjects(note).map(({ text }) => readText(text)),
    );
  const excluded = joined(', ', readObjects(excludeFoodModifier).map(conceptOrText));
  if (excluded === null) return words;
  return words === null ? `Without: ${excluded}` : `${words} (without: ${excluded})`;
}

export function supplementName({ productName, type }: NutritionOrderSupplement): string | null {
  return firstName(productName, readObject(type));
}

/** Returns the formula with its additive, such as `Jevity 1.2 with MCT oil`. */
export function formulaName(formula: NutritionOrderEnteralFormula | null): string | null {
  if (formula === null) return null;
  const { baseFormulaProductName, baseFormulaType, additiveProductName, additiveType } = formula;
  return joined(' with ', [
    firstName(baseFormulaProductName, readObject(baseFormulaType)),
    firstName(additiveProductName, readObject(additiveType)),
  ]);
}

/** Returns the times of all schedules. */
export function scheduleText(schedules: readonly Timing[] | undefined): string | null {
  return joined('; ', readObjects(schedules).map(wholeTimingText));
}

/** Returns text such as `every 4 hours 240 mL; at 60 mL / 1 h`. */
export function feedingText({ administration }: NutritionOrderEnteralFormula): string | null {
  return joined('; ', readObjects(administration).map(oneFeedingText));
}

function oneFeedingText({
  schedule,
  quantity,
  rateQuantity,
  rateRatio,
}: NutritionOrderEnteralFormulaAdministration): string | null {
  const [amount, rate, ratio] = [readObject(quantity), readObject(rateQuantity), readObject(rateRatio)];
  const speed = (rate === null ? null : quantityText(rate)) ?? (ratio === null ? null : ratioText(ratio));
  return joined(' ', [
    wholeTimingText(readObject(schedule)),
    amount === null ? null : quantityText(amount),
    speed === null ? null : `at ${speed}`,
  ]);
}

/** Returns the diet, textures, consistencies and nutrients, then the instructions. */
function dietName(diet: NutritionOrderOralDiet | null): string | null {
  if (diet === null) return null;
  const coded = joined(', ', [
    ...readObjects(diet.type).map(conceptOrText),
    ...textureTexts(diet.texture),
    ...readObjects(diet.fluidConsistencyType).map(conceptOrText),
    ...nutrientTexts(diet.nutrient),
  ]);
  return joined('; ', [coded, readText(diet.instruction)]);
}

/** Returns texts such as `Pureed` or `Minced (Meat)`. */
export function textureTexts(textures: NutritionOrderOralDiet['texture']): string[] {
  return readTexts(
    readObjects(textures).map(({ modifier, foodType }) => {
      const [texture, food] = [conceptOrText(modifier), conceptOrText(foodType)];
      return food === null ? texture : `${texture ?? 'special texture'} (${food})`;
    }),
  );
}

/** Returns texts such as `Sodium: 2 g`. */
export function nutrientTexts(nutrients: NutritionOrderOralDiet['nutrient']): string[] {
  return readTexts(
    readObjects(nutrients).map(({ modifier, amount }) => {
      const quantity = readObject(amount);
      return joined(': ', [conceptOrText(modifier), quantity === null ? null : quantityText(quantity)]);
    }),
  );
}

function joined(separator: string, words: readonly (string | null)[]): string | null {
  return readText(readTexts(words).join(separator));
}
