package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"graphpbx/models"
)

// envPrefix begins every environment variable: --log-format is GRAPHPBX_LOG_FORMAT.
const envPrefix = "GRAPHPBX_"

// addressList is a flag that may be repeated, or hold several addresses parted by commas.
type addressList struct {
	values []string
	set    bool // a value was given, so the default is gone
}

func (l *addressList) String() string { return strings.Join(l.values, ",") }

// Set adds addresses; the first call replaces the default.
func (l *addressList) Set(text string) error {
	if !l.set {
		l.values, l.set = nil, true
	}
	for _, address := range strings.Split(text, ",") {
		if address = strings.TrimSpace(address); address != "" {
			l.values = append(l.values, address)
		}
	}
	if len(l.values) == 0 {
		return errors.New("no address given")
	}
	return nil
}

// parseFlags reads args, then what the environment and the YAML file named by --config add where a flag was not given:
// flags are stronger than variables, variables stronger than the file. The file may have the names of others, too: one
// file serves all commands.
func parseFlags(flags *flag.FlagSet, args []string, out io.Writer, others ...*flag.FlagSet) error {
	_, err := parseSources(flags, args, out, others...)
	return err
}

// sources tells by whom each flag was set; one that nobody set is missing.
type sources map[string]models.OptionSource

// parseSources is parseFlags, and says where each value was taken from.
func parseSources(flags *flag.FlagSet, args []string, out io.Writer, others ...*flag.FlagSet) (given sources, err error) {
	flags.SetOutput(out)
	file := flags.String("config", "", "YAML `FILE` with the same names as the flags")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	given = sources{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = models.OptionFlag })
	if err := fromEnvironment(flags, given); err != nil {
		return nil, err
	}
	if *file == "" {
		return given, nil
	}
	return given, fromFile(flags, given, *file, others)
}

func fromEnvironment(flags *flag.FlagSet, given sources) (err error) {
	flags.VisitAll(func(f *flag.Flag) {
		variable := envPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, found := os.LookupEnv(variable)
		if !found || given[f.Name] != "" || err != nil {
			return
		}
		given[f.Name] = models.OptionEnvironment
		if fault := flags.Set(f.Name, value); fault != nil {
			err = fmt.Errorf("environment variable %s: %q is not what --%s takes: %w (see --help)", variable, value, f.Name, fault)
		}
	})
	return err
}

func fromFile(flags *flag.FlagSet, given sources, name string, others []*flag.FlagSet) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("configuration file: %w", err)
	}
	var settings map[string]any
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return fmt.Errorf("configuration file %s: %w", name, err)
	}
	for key, value := range settings {
		switch {
		case flags.Lookup(key) != nil && key != "config":
			if err := setFromFile(flags, given, key, value); err != nil {
				return fmt.Errorf("configuration file %s: %w", name, err)
			}
		case !slices.ContainsFunc(others, func(other *flag.FlagSet) bool { return other.Lookup(key) != nil }):
			return fmt.Errorf("configuration file %s: there is no setting %q (the names are those of the flags, see --help)", name, key)
		}
	}
	return nil
}

// setFromFile sets a flag that was not given. A name without a value leaves it as it is.
func setFromFile(flags *flag.FlagSet, given sources, key string, value any) error {
	values, isList := value.([]any)
	_, isMap := value.(map[string]any)
	if _, takesMany := flags.Lookup(key).Value.(*addressList); isMap || isList && !takesMany {
		return fmt.Errorf("%s takes one value, such as %s: %s", key, key, cmp.Or(flags.Lookup(key).DefValue, "text"))
	}
	if !isList {
		values = []any{value}
	}
	for _, v := range values {
		if by := given[key]; v == nil || by == models.OptionFlag || by == models.OptionEnvironment {
			continue
		}
		given[key] = models.OptionFile
		if err := flags.Set(key, fmt.Sprint(v)); err != nil {
			return fmt.Errorf("%s: %q is not what it takes: %w (see --help)", key, fmt.Sprint(v), err)
		}
	}
	return nil
}
