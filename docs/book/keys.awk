# The JSON schema of a scenario, as `puncta schema` prints it, as tables of Markdown: one a section, a row a key.
# It reads the schema by its indentation, which is two spaces a level: sections stand at 4, their keys at 8.

function finish(    value) {
    if (key == "") return
    if (words > 12) value = "one of " words " words"
    else if (words) value = list
    else if (type == "array") value = "list of " (most == 1 ? "one" : (least > 0 ? least : 0) " to " most)
    else if (type == "string") value = "text"
    else value = (type == "integer" ? "whole number, " : "") low " to " high
    if (constant != "") value = "`" constant "`"
    gsub(/\|/, "\\|", about)
    gsub(/\\"/, "\"", about)
    printf "| `%s` | %s | %s |\n", key, value, about
    rows++
    key = ""
}
function begin(name, at) {
    finish()
    key = name; level = at; type = low = high = least = most = about = list = constant = ""; words = 0; reading = 0
}
function table(title) { printf "\n## %s\n\n| key | value | meaning |\n|---|---|---|\n", title }
function text(line) { sub(/^ *"[^"]*": "?/, "", line); sub(/,$/, "", line); sub(/"$/, "", line); return line }
function number(line) { line = text(line); sub(/\.0$/, "", line); return line }

{ match($0, /^ */); indent = RLENGTH; name = $1; gsub(/[":]/, "", name) }

indent == 2 && name == "properties" { inside = 1; table("At the top"); next }
indent == 2 { finish(); inside = 0 }
!inside { next }
# A section has a table of keys, what stands at the top has none: which of the two, its second line tells.
indent == 4 && /": \{$/ { begin(name, 4); section = name; next }
indent == 6 && name == "properties" { key = ""; table("`[" section "]`"); next }
indent == 8 && /": \{$/ { begin(name, 8); next }
indent == level && /\}/ { finish(); next }
indent != level + 2 && !(reading && indent == level + 4) { next }
reading && indent == level + 4 { word = $0; gsub(/[ ",]/, "", word); list = list (words++ ? ", " : "") "`" word "`"; next }
reading && indent == level + 2 { reading = 0; next }
name == "enum" { reading = 1 }
name == "type" { type = text($0) }
name == "const" { constant = text($0) }
name == "minimum" { low = number($0) }
name == "maximum" || name == "exclusiveMaximum" { high = number($0) }
name == "minItems" { least = number($0) }
name == "maxItems" { most = number($0) }
name == "description" { about = text($0) }
END { if (rows < 40) { print "keys.awk: found " rows + 0 " keys: has the schema another form?" > "/dev/stderr"; exit 1 } }
