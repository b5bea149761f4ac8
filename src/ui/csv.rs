//! Tables as CSV.

/// Rows of cells as CSV; a cell is quoted where it must be.
#[must_use]
pub fn csv_text(rows: impl Iterator<Item = Vec<String>>) -> String {
    let cell = |cell: &String| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: Vec<String>| {
        let cells: Vec<String> = row.iter().map(cell).collect();
        cells.join(",") + "\n"
    };
    rows.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let row = ["a", "b,c", "say \"no\""].map(str::to_owned).to_vec();
        assert_eq!(
            csv_text(std::iter::once(row)),
            "a,\"b,c\",\"say \"\"no\"\"\"\n"
        );
    }
}
