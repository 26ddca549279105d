import type { z } from 'zod';
import type { corridor } from '#contracts';

type CentrePlan = Pick<z.input<typeof corridor.registerCentre.input>, 'name' | 'names' | 'countryCode' | 'zone' | 'point' | 'services' | 'hours'>;
type UnitPlan = Pick<z.input<typeof corridor.registerUnit.input>, 'name' | 'names' | 'emtType' | 'declared' | 'crew' | 'vehicle'>;

const PK = { countryCode: 'PK', zone: 'Asia/Karachi' } as const;
const CN = { countryCode: 'CN', zone: 'Asia/Shanghai' } as const;
const weekdays = [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, from: '08:00', to: '18:00' }));

export const corridorName = 'Karakoram corridor';

/** Six centres of two countries, in their order along the road. */
export const centres: readonly CentrePlan[] = [
  { name: 'Islamabad centre', names: { ur: 'مرکز اسلام آباد', zh: '伊斯兰堡中心' }, ...PK, point: { latitude: 33.7005, longitude: 73.05 }, services: ['surgery', 'trauma_center', 'telemedicine', 'imaging', 'laboratory'] },
  { name: 'Abbottabad centre', names: { ur: 'مرکز ایبٹ آباد', zh: '阿伯塔巴德中心' }, ...PK, point: { latitude: 34.1723, longitude: 73.2252 }, services: ['surgery', 'orthopedic', 'telemedicine'] },
  { name: 'Gilgit centre', names: { ur: 'مرکز گلگت', zh: '吉尔吉特中心' }, ...PK, point: { latitude: 35.9221, longitude: 74.3087 }, services: ['emergency_department', 'obgyn', 'telemedicine'] },
  { name: 'Sost border post', names: { ur: 'سوست سرحدی چوکی', zh: '苏斯特口岸' }, ...PK, point: { latitude: 36.6905, longitude: 74.8189 }, services: ['outpatient', 'telemedicine'], hours: weekdays },
  { name: 'Tashkurgan centre', names: { ur: 'مرکز تاشقرغان', zh: '塔什库尔干中心' }, ...CN, point: { latitude: 37.7723, longitude: 75.2316 }, services: ['emergency_department', 'outpatient', 'telemedicine'] },
  { name: 'Kashgar centre', names: { ur: 'مرکز کاشغر', zh: '喀什中心' }, ...CN, point: { latitude: 39.4704, longitude: 75.9898 }, services: ['surgery', 'trauma_center', 'infectious_disease', 'telemedicine', 'imaging', 'laboratory'] },
];

/** Twelve units: field hospitals on trucks, clinics, ambulances and a laboratory. */
export const units: readonly UnitPlan[] = [
  ...[1, 2, 3].map((n): UnitPlan => ({
    name: `Mobile hospital ${n}`, names: { ur: `موبائل ہسپتال ${n}`, zh: `移动医院${n}` }, emtType: 'type_2', declared: { outpatientsPerDay: 100, inpatientBeds: 20, icuBeds: 2, majorOperationsPerDay: 7 },
    crew: [{ role: 'team_lead', count: 1 }, { role: 'surgeon', count: 2 }, { role: 'doctor', count: 6 }, { role: 'nurse', count: 18 }, { role: 'logistician', count: 4 }], vehicle: { kind: 'truck', plate: `LES-400${n}`, maxSpeedKmh: 90 },
  })),
  ...[1, 2, 3, 4].map((n): UnitPlan => ({
    name: `Mobile clinic ${n}`, names: { ur: `موبائل کلینک ${n}`, zh: `移动诊所${n}` }, emtType: 'type_1_mobile', declared: { outpatientsPerDay: 50 },
    crew: [{ role: 'doctor', count: 2 }, { role: 'nurse', count: 3 }, { role: 'driver', count: 1 }], vehicle: { kind: 'bus', plate: `GLT-71${n}`, maxSpeedKmh: 90 },
  })),
  ...[1, 2, 3, 4].map((n): UnitPlan => ({
    name: `Ambulance ${n}`, names: { ur: `ایمبولینس ${n}`, zh: `救护车${n}` }, emtType: 'specialised_care_team', declared: {},
    crew: [{ role: 'paramedic', count: 2 }, { role: 'driver', count: 1 }], vehicle: { kind: 'ambulance', plate: `ISB-90${n}`, maxSpeedKmh: 120 },
  })),
  {
    name: 'Mobile laboratory', names: { ur: 'موبائل لیبارٹری', zh: '移动实验室' }, emtType: 'specialised_care_team', declared: {}, crew: [{ role: 'laboratory', count: 3 }, { role: 'driver', count: 1 }],
    vehicle: { kind: 'truck', plate: 'LES-4090', maxSpeedKmh: 90 },
  },
];

/** Three units that are away from home: where each works, or is on its way to. */
export const deployments = [
  { unit: 'Mobile hospital 1', centre: 'Tashkurgan centre', reach: 'operational' },
  { unit: 'Mobile hospital 2', centre: 'Kashgar centre', reach: 'in_transit' },
  { unit: 'Mobile clinic 1', centre: 'Tashkurgan centre', reach: 'mobilising' },
] as const;
