import { readFileSync } from 'node:fs';
import { readSettings } from '#config';
import { weakness } from './judge-password.js';

beforeAll(() => readSettings({}, (path) => readFileSync(path, 'utf8')));

describe('judging a new password', () => {
  it.each([
    'short', 'fourteen chars', 'aaaaaaaaaaaaaaaaaaaa', 'abababababababababab', 'abcdefghijklmnop', '9876543210987654',
    'passwordpassword', 'Password1234567!', 'P@ssw0rd12345678', 'qwertyuiop123456', 'DragonFootball2026', 'letmein-letmein-letmein',
    'correct horse battery staple', 'iloveyou20262026', 'qwertyuiopasdfghjklzxcvbnm', '1q2w3e4r5t6y7u8i9o0p',
  ])('refuses %p', (password) => {
    expect(weakness(password)).toMatch(/\.$/);
  });

  it.each([
    'seven quiet rivers at dawn', '海内存知己天涯若比邻千里共婵娟', 'мы пьём чай по четвергам', 'Xk2#vRq8!mZp4&wL', 'the ambulance hums softly uphill', 'tr0ut-banjo-lamplight-49',
  ])('takes %p', (password) => {
    expect(weakness(password)).toBeNull();
  });

  it('refuses what is made of the person’s own name and address', () => {
    expect(weakness('gulnara.petrova2026', ['Gulnara Petrova', 'gulnara.petrova@example.org'])).toMatch(/common/);
    for (const password of ['gulnara.petrova@example.org', 'GulnaraPetrovaExampleOrg', 'gulnara-petrova-2026']) expect(weakness(password, ['Gulnara Petrova', 'gulnara.petrova@example.org'])).toMatch(/common/);
    expect(weakness('gulnara likes petrichor after rain', ['Gulnara Petrova', 'gulnara.petrova@example.org'])).toBeNull();
  });

  it('counts characters as people do, not as they are encoded', () => {
    expect(weakness('🏥🚑💉🩺🧬🔬🌡')).toMatch(/15 characters/);
  });

  it('is quick about the longest', () => {
    const before = performance.now();
    weakness('password1'.repeat(28) + 'x');
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
