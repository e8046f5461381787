// Reads the include table of docs/architecture.md and every #include below src/: an arrow that is
// not in the table is a failure.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/file.h"
#include "core/text.h"

namespace shakedown {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::set<std::string> layers;
  std::set<std::string> libraries;
};
using Table = std::map<std::string, Row>;

const fs::path kRoot = SHAKEDOWN_SOURCE_DIR;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<std::string> Cells(const std::string& row) {
  std::vector<std::string> cells;
  size_t begin = 1;
  while (begin < row.size()) {
    const size_t end = std::min(row.find('|', begin), row.size());
    cells.emplace_back(Trimmed(std::string_view(row).substr(begin, end - begin)));
    begin = end + 1;
  }
  return cells;
}

std::set<std::string> CommaList(std::string text) {
  for (char& c : text) {
    if (c == ',') c = ' ';
  }
  std::set<std::string> names;
  for (const std::string_view word : Words(text)) names.emplace(word);
  return names;
}

Table ReadTable() {
  const auto document = ReadFile(kRoot / "docs/architecture.md");
  Table table;
  bool inside = false;
  for (const std::string& line : Lines(document ? *document : "")) {
    if (line.find("<!-- include-table") != std::string::npos) inside = true;
    if (!inside || !line.starts_with("| `")) {
      if (!table.empty()) break;
      continue;
    }
    const auto cells = Cells(line);
    const std::string folder = cells.at(0).substr(1, cells[0].size() - 2);
    table[folder] = {CommaList(cells.at(2)), CommaList(cells.at(3))};
  }
  return table;
}

/// The included path of a line, or nothing. Both <...> and "..." forms.
std::optional<std::string> Included(std::string_view line) {
  if (!line.starts_with("#include")) return std::nullopt;
  const size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos) return std::nullopt;
  const size_t close = line.find_first_of(">\"", open + 1);
  return std::string(line.substr(open + 1, close - open - 1));
}

/// "openssl" for <openssl/ssl.h>, "pugixml" for <pugixml.hpp>; nothing for the standard library and
/// POSIX.
std::optional<std::string> Library(const std::string& include) {
  for (const char* name :
       {"openssl", "boost", "fmt", "nlohmann", "pugixml", "nghttp2", "ares", "pcap"}) {
    if (include.starts_with(name)) return name;
  }
  return std::nullopt;
}

class IncludeTable : public testing::Test {
 protected:
  void Check(const fs::path& file, const std::string& folder, const Row& row) {
    const auto text = ReadFile(file);
    ASSERT_TRUE(text) << file;
    int number = 0;
    for (const std::string& line : Lines(*text)) {
      ++number;
      const auto include = Included(line);
      if (!include) continue;
      const std::string place = fs::relative(file, kRoot).string() + ":" + std::to_string(number);
      const std::string first = include->substr(0, include->find('/'));
      if (table_.contains(first) && include->find('/') != std::string::npos) {
        EXPECT_TRUE(first == folder || row.layers.contains(first))
            << place << ": " << folder << " may not include " << *include;
      } else if (const auto library = Library(*include)) {
        EXPECT_TRUE(row.libraries.contains(*library))
            << place << ": " << folder << " may not use " << *library;
      } else {
        EXPECT_TRUE(line.find('<') != std::string::npos)
            << place << ": project includes name their folder: " << *include;
      }
    }
  }

  const Table table_ = ReadTable();
};

TEST_F(IncludeTable, NamesEveryFolderOfSrcAndNoOther) {
  ASSERT_GE(table_.size(), 12u) << "the table in docs/architecture.md was not found";
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(kRoot / "src")) {
    if (entry.is_directory()) folders.insert(entry.path().filename());
  }
  std::set<std::string> rows;
  for (const auto& [folder, row] : table_) rows.insert(folder);
  EXPECT_EQ(folders, rows);
}

TEST_F(IncludeTable, HasNoCycle) {
  for (const auto& [folder, row] : table_) {
    for (const std::string& used : row.layers) {
      ASSERT_TRUE(table_.contains(used)) << folder << " names an unknown folder " << used;
      EXPECT_FALSE(table_.at(used).layers.contains(folder)) << folder << " <-> " << used;
    }
  }
}

TEST_F(IncludeTable, CoversEveryIncludeBelowSrc) {
  int files = 0;
  for (const auto& [folder, row] : table_) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / "src" / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      Check(entry.path(), folder, row);
      ++files;
    }
  }
  EXPECT_GT(files, 40);
}

}  // namespace
}  // namespace shakedown
