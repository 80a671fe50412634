package models

import (
	"strings"
	"testing"
	"time"
)

func TestActivationState(t *testing.T) {
	now := time.Now()
	for name, tc := range map[string]struct {
		link ActivationLink
		want ActivationState
	}{
		"fresh":               {ActivationLink{ExpiresAt: now.Add(1)}, ActivationOpen},
		"over":                {ActivationLink{ExpiresAt: now}, ActivationExpired},
		"four wrong":          {ActivationLink{ExpiresAt: now.Add(1), Failures: 4}, ActivationOpen},
		"five wrong":          {ActivationLink{ExpiresAt: now.Add(1), Failures: 5}, ActivationBurned},
		"taken back":          {ActivationLink{ExpiresAt: now.Add(1), RevokedAt: now}, ActivationRevoked},
		"used":                {ActivationLink{ExpiresAt: now.Add(1), UsedAt: now}, ActivationUsed},
		"used, and time over": {ActivationLink{ExpiresAt: now.Add(-1), UsedAt: now, Failures: 3}, ActivationUsed},
	} {
		if got := tc.link.State(now); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestActivationURL(t *testing.T) {
	for _, base := range []string{"https://pbx.example", "https://pbx.example/"} {
		if got := ActivationURL(base, "act_1", "s3cret"); got != "https://pbx.example/activate/act_1#s3cret" {
			t.Error(got)
		}
	}
}

// The password never stands in the text that carries the link, and names cannot forge a text.
func TestLetters(t *testing.T) {
	about := Activation{
		User: User{Username: "anna", FirstName: "Anna", Surname: "{password}", Nickname: "Ännchen"},
		URL:  "https://pbx.example/activate/act_1#s3cret", Password: "Kx3-vP9.tQ2m", ExpiresAt: time.Date(2026, 3, 4, 5, 6, 0, 0, time.UTC),
	}
	letters := about.Letters()
	if len(letters) != 2 || letters[0].Language != LanguageEnglish || letters[1].Language != LanguageGerman {
		t.Fatalf("%+v", letters)
	}
	until := []string{"4 March 2026, 05:06 UTC", "04.03.2026, 05:06 Uhr UTC"}
	for i, letter := range letters {
		if !strings.Contains(letter.Body, "Anna {password},") || !strings.Contains(letter.Body, about.URL) || !strings.Contains(letter.Body, until[i]) {
			t.Errorf("%s", letter.Body)
		}
		if strings.Contains(letter.Body+letter.Subject, about.Password) || !strings.Contains(letter.PasswordText, about.Password) || strings.Contains(letter.PasswordText, "s3cret") {
			t.Errorf("link and password are not apart: %+v", letter)
		}
	}
}
