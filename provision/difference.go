package provision

import "strings"

// DifferenceKind says where a line stands.
type DifferenceKind string

// Kinds of lines of a difference.
const (
	LineKept    DifferenceKind = "KEPT"
	LineAdded   DifferenceKind = "ADDED"
	LineRemoved DifferenceKind = "REMOVED"
)

// DifferenceLine is one line of two files laid over each other.
type DifferenceLine struct {
	Kind DifferenceKind
	Text string
}

// maxDifference bounds the lines that are compared, since the effort grows with the square. Files of telephones have
// a tenth of it.
const maxDifference = 2000

// Difference lays two files over each other by their longest common lines. Files beyond all measure are told as
// removed and added wholly.
func Difference(before, after string) []DifferenceLine {
	a, b := lines(before), lines(after)
	if len(a) > maxDifference || len(b) > maxDifference {
		return append(marked(nil, LineRemoved, a), marked(nil, LineAdded, b)...)
	}
	common := commonLengths(a, b)
	var told []DifferenceLine
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			told = append(told, DifferenceLine{LineKept, a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			told = append(told, DifferenceLine{LineRemoved, a[i]})
			i++
		default:
			told = append(told, DifferenceLine{LineAdded, b[j]})
			j++
		}
	}
	return marked(marked(told, LineRemoved, a[i:]), LineAdded, b[j:])
}

// commonLengths holds at [i][j] how many lines a[i:] and b[j:] have in common in the same order.
func commonLengths(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

func marked(told []DifferenceLine, kind DifferenceKind, texts []string) []DifferenceLine {
	for _, text := range texts {
		told = append(told, DifferenceLine{kind, text})
	}
	return told
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
