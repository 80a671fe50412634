package switchboard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"graphpbx/models"
)

// world understands numbers as they are dialled and written in the home country.
type world struct{ settings *settings }

func (w world) home() string { return w.settings.get().Numbering.HomeCountry }

// e164 returns a number in the international form, and the country it belongs to ("001" for none in particular). It
// returns false for what can be nobody's number.
func (w world) e164(text string) (number models.PhoneNumber, country string, ok bool) {
	parsed, err := phonenumbers.Parse(text, w.home())
	if err != nil || !phonenumbers.IsValidNumber(parsed) || parsed.GetExtension() != "" {
		return "", "", false
	}
	return models.PhoneNumber(phonenumbers.Format(parsed, phonenumbers.E164)), phonenumbers.GetRegionCodeForNumber(parsed), true
}

// isCountry reports whether there is such a country, by its two letters.
func (w world) isCountry(code string) bool { return phonenumbers.GetSupportedRegions()[code] }

// universalEmergency are emergency numbers that travellers dial wherever they are.
var universalEmergency = []string{"112", "911", "999", "110"}

// travellersEmergency are those of them that mobiles take for emergency calls in every country (3GPP TS 22.101 section 10.1).
var travellersEmergency = []models.PhoneNumber{"112", "911"}

// emergencyNumbers returns the numbers of emergency services in the home country.
func (w world) emergencyNumbers() []models.PhoneNumber {
	numbers, home := slices.Clone(travellersEmergency), w.home()
	for n := range 1000 {
		for _, digits := range []string{fmt.Sprintf("%02d", n), fmt.Sprintf("%03d", n)} {
			number := models.PhoneNumber(digits)
			if !slices.Contains(numbers, number) && phonenumbers.IsEmergencyNumber(digits, home) {
				numbers = append(numbers, number)
			}
		}
	}
	return numbers
}

// isEmergency reports whether a number, as dialled, reaches an emergency service: here, or where a traveller may think
// that it does.
func (w world) isEmergency(dialled string) bool {
	digits := phonenumbers.NormalizeDigitsOnly(dialled)
	return slices.Contains(universalEmergency, digits) || phonenumbers.IsEmergencyNumber(dialled, w.home())
}

// destination understands what somebody dials. Emergency numbers come first, whoever has such an internal number; then
// the numbering plan, then the world.
func (s *Switchboard) destination(dialled string) models.Destination {
	dialled = strings.TrimSpace(dialled)
	if dialled == "" {
		return models.Destination{}
	}
	if s.world.isEmergency(dialled) {
		return models.Destination{Kind: models.DestinationEmergency, Number: models.PhoneNumber(short(dialled))}
	}
	if s.isInternal(dialled) {
		return models.Destination{Kind: models.DestinationInternal, Number: models.PhoneNumber(dialled)}
	}
	if number, country, ok := s.world.e164(dialled); ok {
		return models.Destination{Kind: models.DestinationWorld, Number: number, Country: country}
	}
	return models.Destination{Kind: models.DestinationUnknown}
}

func (s *Switchboard) isInternal(dialled string) bool {
	return !s.directory.Load().isFree(models.PhoneNumber(dialled))
}
