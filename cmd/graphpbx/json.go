package main

import (
	"encoding/json"
	"flag"
	"io"

	"graphpbx/cmd/app"
)

func jsonFlag(flags *flag.FlagSet) *bool {
	return flags.Bool("json", false, "answer in JSON, for programs")
}

func printJSON(out io.Writer, answer any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}

// listJSON writes users as a list.
func listJSON(out io.Writer, admin *app.Admin, search string) error {
	type row struct {
		Username  string `json:"username"`
		Number    string `json:"number"`
		Name      string `json:"name"`
		Role      string `json:"role"`
		Telephone string `json:"telephone"`
	}
	list := []row{}
	err := admin.EachUser(search, func(u app.ListedUser) {
		list = append(list, row{u.Username, u.Extension, u.DisplayName, u.Role, u.Telephone.State})
	})
	if err != nil {
		return err
	}
	return printJSON(out, list)
}
