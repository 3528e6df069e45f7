import { REQUEST_INTENT, REQUEST_STATUS } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import {
  feedingText,
  formulaName,
  nutrientTexts,
  nutritionOrderName,
  scheduleText,
  supplementName,
  textureTexts,
} from '../../fhir/nutrition-order.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type {
  NutritionOrderEnteralFormulaResolvers,
  NutritionOrderOralDietResolvers,
  NutritionOrderResolvers,
  NutritionOrderSupplementResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';

export const NutritionOrder: NutritionOrderResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: numbersFrom(['oralDiet'], (order) => nutritionOrderName(order)),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => readText(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  orderedOn: ({ dateTime }) => readText(dateTime),
  orderer: (order) => inResource(order, order.orderer),
  excludedFoods: ({ excludeFoodModifier }) => readObjects(excludeFoodModifier),
  allergies: (order) => eachInResource(order, order.allergyIntolerance),
  foodPreferences: ({ foodPreferenceModifier }) => readObjects(foodPreferenceModifier),
  oralDiet: ({ oralDiet }) => readObject(oralDiet),
  supplements: ({ supplement }) => readObjects(supplement),
  enteralFormula: ({ enteralFormula }) => readObject(enteralFormula),
  encounter: (order) => inResource(order, order.encounter),
  patient: (order) => inResource(order, order.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (order) => toRawJson(order),
};

export const NutritionOrderOralDiet: NutritionOrderOralDietResolvers = {
  types: ({ type }) => readObjects(type),
  textures: ({ texture }) => textureTexts(texture),
  fluidConsistencies: ({ fluidConsistencyType }) => readObjects(fluidConsistencyType),
  nutrientTexts: numbersFrom(['nutrient'], ({ nutrient }) => nutrientTexts(nutrient)),
  scheduleText: numbersFrom(['schedule'], ({ schedule }) => scheduleText(schedule)),
  instruction: ({ instruction }) => readText(instruction),
};

export const NutritionOrderSupplement: NutritionOrderSupplementResolvers = {
  name: (supplement) => supplementName(supplement),
  type: ({ type }) => readObject(type),
  quantity: ({ quantity }) => readObject(quantity),
  scheduleText: numbersFrom(['schedule'], ({ schedule }) => scheduleText(schedule)),
  instruction: ({ instruction }) => readText(instruction),
};

export const NutritionOrderEnteralFormula: NutritionOrderEnteralFormulaResolvers = {
  name: (formula) => formulaName(formula),
  type: ({ baseFormulaType }) => readObject(baseFormulaType),
  caloricDensity: ({ caloricDensity }) => readObject(caloricDensity),
  route: ({ routeofAdministration }) => readObject(routeofAdministration),
  administrationText: numbersFrom(['administration'], (formula) => feedingText(formula)),
  maxVolume: ({ maxVolumeToDeliver }) => readObject(maxVolumeToDeliver),
  instruction: ({ administrationInstruction }) => readText(administrationInstruction),
};
