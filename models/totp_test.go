package models

import (
	"strings"
	"testing"
	"time"
)

// The codes of RFC 4226 appendix D, and those of RFC 6238 appendix B for SHA-1, of which six digits are shown.
func TestTOTPCodesOfTheRFCs(t *testing.T) {
	secret := []byte("12345678901234567890")
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := TOTPCode(secret, int64(step)); got != want {
			t.Errorf("RFC 4226, count %d: %s, want %s", step, got, want)
		}
	}
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := TOTPCode(secret, TOTPStep(time.Unix(at, 0))); got != want[2:] {
			t.Errorf("RFC 6238, second %d: %s, want %s", at, got, want[2:])
		}
	}
}

func TestTOTPCodesAreTakenOnceAndInTime(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // the one of the RFCs
	now := time.Unix(59, 0)
	for code, want := range map[string]int64{"755224": 0, "287082": 1, "287 082": 1, "359152": 2} {
		if step, right := MatchTOTP(secret, code, now, -1); !right || step != want {
			t.Errorf("%s: step %d, %v", code, step, right)
		}
	}
	for _, wrong := range []string{"", "969429", "28708", "2870822", "287083", "abcdef"} {
		if _, right := MatchTOTP(secret, wrong, now, -1); right {
			t.Errorf("%q is taken", wrong)
		}
	}
	for _, used := range []string{"755224", "287082"} {
		if _, right := MatchTOTP(secret, used, now, 1); right {
			t.Errorf("%s is taken again", used)
		}
	}
	if _, right := MatchTOTP("not base 32", "287082", now, -1); right {
		t.Error("a broken secret opens")
	}
}

func TestTOTPSecretsAndRecoveryCodes(t *testing.T) {
	secret := NewTOTPSecret()
	if address := TOTPAddress("Graph PBX", "anna", secret); address != "otpauth://totp/Graph%20PBX:anna?issuer=Graph%20PBX&secret="+secret || len(secret) != 32 {
		t.Error(address)
	}
	codes, hashes := NewRecoveryCodes()
	for i, code := range codes {
		if len(code) != 19 || HashRecoveryCode(strings.ToUpper(strings.ReplaceAll(code, "-", " "))) != hashes[i] || i > 0 && code == codes[0] {
			t.Errorf("%q", code)
		}
	}
	if len(codes) != RecoveryCodes || len(hashes) != RecoveryCodes {
		t.Error(len(codes), len(hashes))
	}
}
