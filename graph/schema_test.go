package graph

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
	"graphpbx/provision"
	"graphpbx/switchboard"
	"graphpbx/switchboard/routing"
)

func loadSchema(t *testing.T) *ast.Schema {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema is the manual: whoever opens it must find everything explained.
func TestEverythingIsDescribed(t *testing.T) {
	schema := loadSchema(t)
	described := func(what, description string) {
		if len(strings.TrimSpace(description)) < 5 {
			t.Errorf("%s has no description", what)
		}
	}
	for name, d := range schema.Types {
		if d.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		described(name, d.Description)
		for _, value := range d.EnumValues {
			described(name+"."+value.Name, value.Description)
		}
		for _, field := range d.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			described(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				described(name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
	}
	auth := schema.Directives["auth"]
	described("@auth", auth.Description)
	described("@auth(requires)", auth.Arguments[0].Description)
}

// Words of the schema and words of the models are the same, in both directions.
func TestEnumsHaveTheWordsOfTheModels(t *testing.T) {
	schema := loadSchema(t)
	for name, words := range map[string][]string{
		"TelephoneState":    {string(models.TelephoneOffline), string(models.TelephoneFree), string(models.TelephoneBusy)},
		"TelephoneActivity": {string(models.ActivityIdle), string(models.ActivityRinging), string(models.ActivityDialling), string(models.ActivityHeld), string(models.ActivityConnected)},
		"Transport":         {string(models.TransportUDP), string(models.TransportTCP), string(models.TransportTLS), string(models.TransportWS), string(models.TransportWSS)},
		"CallState":         {string(models.CallDialling), string(models.CallRinging), string(models.CallConnected), string(models.CallHeld), string(models.CallEnded)},
		"BlockReason":       {string(models.BlockAuthentication), string(models.BlockManual)},
		"Direction":         {string(models.DirectionInternal), string(models.DirectionInbound), string(models.DirectionOutbound)},
		"Health":            {string(models.HealthGreen), string(models.HealthOrange), string(models.HealthRed), string(models.HealthGrey), string(models.HealthUnknown)},
		"ActivationState":   {string(models.ActivationOpen), string(models.ActivationUsed), string(models.ActivationExpired), string(models.ActivationBurned), string(models.ActivationRevoked)},
		"CheckStatus":       {string(models.CheckOK), string(models.CheckWarning), string(models.CheckFault)},
		"SettingKind":       {string(models.SettingInt), string(models.SettingDuration), string(models.SettingText)},
		"OptionSource":      {string(models.OptionFlag), string(models.OptionEnvironment), string(models.OptionFile), string(models.OptionDefault)},
		"Language":          {string(models.LanguageEnglish), string(models.LanguageGerman)},
		"OnboardingStepKind": {
			string(models.StepUserCreated), string(models.StepLinkCreated), string(models.StepLinkOpened), string(models.StepActivationFailed),
			string(models.StepLinkBurned), string(models.StepLinkRevoked), string(models.StepLinkExpired), string(models.StepActivated),
			string(models.StepFileFetched), string(models.StepRegistered), string(models.StepProbed), string(models.StepCalled), string(models.StepTestCall),
		},
		"CallthroughReason": {
			string(models.CallthroughNoRule), string(models.CallthroughDisabled), string(models.CallthroughExpired), string(models.CallthroughLocked),
			string(models.CallthroughNoPIN), string(models.CallthroughWrongPIN), string(models.CallthroughTooMany), string(models.CallthroughEmergency),
			string(models.CallthroughBadNumber), string(models.CallthroughCountry), string(models.CallthroughUnavailable), string(models.CallthroughUserGone),
		},
		"EndCause": {
			string(models.EndCallerHungUp), string(models.EndCalleeHungUp), string(models.EndCancelled), string(models.EndBusy),
			string(models.EndNoAnswer), string(models.EndDeclined), string(models.EndOffline), string(models.EndNotFound),
			string(models.EndRefused), string(models.EndUnreachable), string(models.EndMediaLost), string(models.EndByAdmin),
			string(models.EndInterrupted), string(models.EndInternalError), string(models.EndAway), string(models.EndCarriedOut), string(models.EndNoLine),
		},
		"WarningKind": {string(models.WarningDisplaced), string(models.WarningFlapping), string(models.WarningUnreachable), string(models.WarningSeveralAddresses)},
		"Verdict": {
			string(models.VerdictNoData), string(models.VerdictHealthy), string(models.VerdictServer), string(models.VerdictLineOverloaded),
			string(models.VerdictLineInterrupted), string(models.VerdictDevice), string(models.VerdictDeviceOrLine), string(models.VerdictNATTimeout),
			string(models.VerdictBlocked), string(models.VerdictDeviceOff), string(models.VerdictDeviceGone), string(models.VerdictFlapping),
		},
		"TerminalEventKind": {
			string(models.EventRegistered), string(models.EventMoved), string(models.EventUnregistered), string(models.EventExpired), string(models.EventRemoved),
			string(models.EventUnreachable), string(models.EventReachable), string(models.EventStarted), string(models.EventStopped),
		},
		"Presence": texts(append(models.PresenceStates(), models.PresenceOffline)),
		"PresenceSource": {
			string(models.SourceClient), string(models.SourceTelephone), string(models.SourceStarCode), string(models.SourceAdmin),
			string(models.SourceTimer), string(models.SourceConnection), string(models.SourceSchedule),
		},
		"CallClass": {
			string(models.ClassColleagueDirect), string(models.ClassOutsideDirect), string(models.ClassOutsideGroup), string(models.ClassColleagueGroup),
			string(models.ClassOutsideQueue), string(models.ClassColleagueQueue), string(models.ClassReturn),
		},
		"Treatment": {
			string(models.TreatRing), string(models.TreatAway), string(models.TreatAwayIfTarget), string(models.TreatSkip),
			string(models.TreatOffer), string(models.TreatOverflow),
		},
		"RoutingStepKind": {
			string(routing.StepNumber), string(routing.StepStarCode), string(routing.StepPresence), string(routing.StepDevice), string(routing.StepResult),
		},
		"ServiceKind": {
			string(models.ServicePark), string(models.ServiceParkingSlot), string(models.ServiceVoicemail),
			string(models.ServiceEchoTest), string(models.ServiceWhoAmI), string(models.ServiceMusicOnHold),
		},
		"ContactScope":      {string(models.ContactShared), string(models.ContactPersonal)},
		"ContactNumberKind": texts(models.ContactNumberKinds()),
		"PhoneBookKind":     {string(switchboard.EntryUser), string(switchboard.EntryShared), string(switchboard.EntryPersonal)},
		"CallerNameSource":  {string(models.NameOfPersonalContact), string(models.NameOfUser), string(models.NameOfSharedContact)},
		"ContactFormat":     {string(switchboard.ContactsCSV), string(switchboard.ContactsVCard)},
		"DeviceFamily":      {string(models.FamilySnom), string(models.FamilyYealink), string(models.FamilyGrandstream), string(models.FamilyGigaset), string(models.FamilyFanvil), string(models.FamilyPoly)},
		"DeviceStatus":      {string(models.DevicePrepared), string(models.DeviceFetched), string(models.DeviceRegistered), string(models.DeviceFailed)},
		"DeviceKeyKind":     {string(models.KeyLine), string(models.KeyBLF), string(models.KeyPark), string(models.KeySpeedDial), string(models.KeyPresence)},
		"DeviceFetchResult": {string(models.FetchDelivered), string(models.FetchNoSuchFile), string(models.FetchMismatch), string(models.FetchWindowClosed), string(models.FetchNoUser), string(models.FetchFailed), string(models.FetchUnknown)},
		"DifferenceKind":    {string(provision.LineKept), string(provision.LineAdded), string(provision.LineRemoved)},
		"ErrorCode": {
			string(models.ProblemInvalid), string(models.ProblemTaken), string(models.ProblemReserved), string(models.ProblemNotFound),
			string(models.ProblemForbidden), string(models.ProblemConflict), string(models.ProblemLimit), string(models.ProblemUnreachable),
			string(models.ProblemExpired), string(models.ProblemTOTPRequired),
		},
	} {
		values := schema.Types[name].EnumValues
		if len(values) != len(words) {
			t.Errorf("%s has %d words in the schema, %d in the models", name, len(values), len(words))
		}
		for _, word := range words {
			if values.ForName(word) == nil {
				t.Errorf("%s lacks %s", name, word)
			}
		}
	}
}

func texts[T ~string](words []T) []string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = string(word)
	}
	return texts
}

// Only these may be asked by strangers.
func TestEveryRootFieldAsksForARole(t *testing.T) {
	schema := loadSchema(t)
	open := map[string]bool{"viewer": true, "login": true, "activate": true}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, field := range root.Fields {
			guarded := field.Directives.ForName("auth") != nil
			if !strings.HasPrefix(field.Name, "__") && guarded == open[field.Name] {
				t.Errorf("%s.%s: guarded is %v", root.Name, field.Name, guarded)
			}
		}
	}
}

// What is deprecated says until when it stays, and what to use instead; see CONTRIBUTING.
var deprecation = regexp.MustCompile("^use `[A-Za-z.]+` .*until 20[0-9]{2}-[01][0-9]-[0-3][0-9]")

func TestDeprecationsHaveADateAndAReplacement(t *testing.T) {
	for reason, good := range map[string]bool{
		"use `User.presence` instead; it stays until 2027-03-01": true, "use `User.presence` instead": false, "gone until 2027-03-01": false, "": false,
	} {
		if deprecation.MatchString(reason) != good {
			t.Errorf("%q: good is %v", reason, !good)
		}
	}
	check := func(what string, directives ast.DirectiveList) {
		old := directives.ForName("deprecated")
		if old == nil {
			return
		}
		if reason := old.Arguments.ForName("reason"); reason == nil || !deprecation.MatchString(reason.Value.Raw) {
			t.Errorf("%s is deprecated without a date and a replacement: write reason: \"use `TYPE.FIELD` instead; it stays until YYYY-MM-DD\"", what)
		}
	}
	for name, d := range loadSchema(t).Types {
		for _, f := range d.Fields {
			check(name+"."+f.Name, f.Directives)
			for _, a := range f.Arguments {
				check(name+"."+f.Name+"("+a.Name+")", a.Directives)
			}
		}
		for _, v := range d.EnumValues {
			check(name+"."+v.Name, v.Directives)
		}
	}
}
