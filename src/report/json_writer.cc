#include "report/json_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace shakedown::report {
namespace {

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; });
}

}  // namespace

void JsonWriter::Separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::Open(char bracket) {
  Separate();
  out_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
  return *this;
}

/// Doubled `#` and `[` are written as escapes: JSON on standard output must not hold a live CI
/// command or attachment marker, and escapes lose nothing.
void JsonWriter::Quoted(std::string_view text) {
  out_ += '"';
  char last = 0;
  for (const char c : text) {
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\t': out_ += "\\t"; break;
      case '#': out_ += last == '#' ? "\\u0023" : "#"; break;
      case '[': out_ += last == '[' ? "\\u005b" : "["; break;
      default: out_ += c; break;
    }
    last = c;
  }
  out_ += '"';
}

JsonWriter& JsonWriter::Text(std::string_view value) {
  Separate();
  if (IsPlainAscii(value)) {
    Quoted(value);
  } else {
    Quoted(PrintableLines(value));
  }
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Text(name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::Integer(int64_t value) {
  Separate();
  fmt::format_to(std::back_inserter(out_), FMT_STRING("{}"), value);
  return *this;
}

JsonWriter& JsonWriter::Unsigned(uint64_t value) {
  Separate();
  fmt::format_to(std::back_inserter(out_), FMT_STRING("{}"), value);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::MillisecondsOf(int64_t microseconds) {
  Separate();
  const int64_t value = std::max<int64_t>(0, microseconds);
  fmt::format_to(std::back_inserter(out_), FMT_STRING("{}"), value / 1000);
  const int64_t fraction = value % 1000;
  if (fraction == 0) return *this;
  fmt::format_to(std::back_inserter(out_), FMT_STRING(".{:03}"), fraction);
  while (out_.back() == '0') out_.pop_back();
  return *this;
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::KnownField(std::string_view name, std::string_view value) {
  return value.empty() ? *this : Field(name, value);
}

}  // namespace shakedown::report
