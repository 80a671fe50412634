package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// maxParameters of one statement; both databases take more.
const maxParameters = 8000

// tableFiller puts the rows of a backup into tables.
type tableFiller struct {
	tx       *gorm.DB
	progress func(table string, rows int64)

	table   string
	kinds   []string // of the columns of the table, as the database calls their types
	begin   string   // of the statement
	inserts int      // rows in one statement
	rows    int64
}

// add puts rows of a table in. All rows of a table come one after the other.
func (f *tableFiller) add(table *BackupTable, rows [][]any) error {
	if f.table != table.Name {
		f.told()
		if err := f.next(table); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(rows, f.inserts) {
		if err := f.insert(chunk); err != nil {
			return fmt.Errorf("table %s: %w", f.table, err)
		}
	}
	f.rows += int64(len(rows))
	return nil
}

func (f *tableFiller) told() {
	if f.progress != nil && f.table != "" {
		f.progress(f.table, f.rows)
	}
}

// next begins a table.
func (f *tableFiller) next(table *BackupTable) error {
	columns, err := columnsOf(f.tx, table.Name)
	if err != nil {
		return err
	}
	kinds, names := make([]string, len(table.Columns)), make([]string, len(table.Columns))
	for i, name := range table.Columns {
		at := slices.IndexFunc(columns, func(c *sql.ColumnType) bool { return c.Name() == name })
		if at < 0 {
			return fmt.Errorf("%w: nothing makes the column %s of the table %s", ErrBackup, name, table.Name)
		}
		kinds[i], names[i] = strings.ToUpper(columns[at].DatabaseTypeName()), quoted(name)
	}
	f.table, f.kinds, f.rows = table.Name, kinds, 0
	f.begin = "INSERT INTO " + quoted(table.Name) + " (" + strings.Join(names, ", ") + ") VALUES "
	f.inserts = max(1, maxParameters/max(1, len(names)))
	return nil
}

func (f *tableFiller) insert(rows [][]any) error {
	var statement strings.Builder
	statement.WriteString(f.begin)
	values := make([]any, 0, len(rows)*len(f.kinds))
	for i, row := range rows {
		if i > 0 {
			statement.WriteByte(',')
		}
		for j, value := range row {
			statement.WriteByte("(,"[min(j, 1)])
			values = append(values, fitting(f.kinds[j], value))
			statement.WriteByte('$') // both databases take $1, $2, …
			statement.WriteString(strconv.Itoa(len(values)))
		}
		statement.WriteByte(')')
	}
	_, err := f.tx.Statement.ConnPool.ExecContext(f.tx.Statement.Context, statement.String(), values...)
	return err
}

// fitting turns a value into what a column of that type takes. SQLite keeps truth as a number; PostgreSQL is strict.
func fitting(kind string, value any) any {
	number, isNumber := value.(int64)
	text, isText := value.(string)
	switch {
	case kind == "BOOL" && isNumber:
		return number != 0
	case kind == "BYTEA" && isText:
		return []byte(text)
	}
	if truth, is := value.(bool); is && kind != "BOOL" {
		return map[bool]int64{true: 1}[truth]
	}
	return value
}

// finish sets the counters from which PostgreSQL takes numbers of new rows to where the rows end.
func (f *tableFiller) finish(h BackupHeader) error {
	f.told()
	if f.tx.Name() != "postgres" {
		return nil
	}
	var counters []struct{ TableName, ColumnName, Sequence string }
	err := f.tx.Raw(`SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
		FROM information_schema.columns WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`).Scan(&counters).Error
	for _, c := range counters {
		if err != nil {
			return err
		}
		err = f.tx.Exec("SELECT setval(CAST(? AS regclass), coalesce(max("+quoted(c.ColumnName)+"), 0) + 1, false) FROM "+quoted(c.TableName), c.Sequence).Error
	}
	return err
}
