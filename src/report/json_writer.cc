#include "report/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"

namespace shakedown::report {
namespace {

/// What an octet means to the writer. Reports are mostly plain text, so the octets in between are
/// copied in runs.
enum class Octet : uint8_t { kPlain, kEscaped, kNotAscii };

constexpr std::array<Octet, 256> kOctets = [] {
  std::array<Octet, 256> table{};
  for (size_t c = 0; c < table.size(); ++c) {
    const bool plain = c >= 0x20 && c < 0x7F;
    table[c] = plain ? Octet::kPlain : Octet::kNotAscii;
  }
  for (const char c : {'"', '\\', '\n', '\t', '#', '['}) {
    table[static_cast<unsigned char>(c)] = Octet::kEscaped;
  }
  return table;
}();

Octet Class(char c) { return kOctets[static_cast<unsigned char>(c)]; }

template <typename T>
void AppendNumber(T value, std::string& out) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
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
  size_t run = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (Class(c) != Octet::kEscaped) continue;
    out_.append(text, run, i - run);
    run = i + 1;
    const bool doubled = i > 0 && text[i - 1] == c;
    switch (c) {
      case '\n': out_ += "\\n"; break;
      case '\t': out_ += "\\t"; break;
      case '#': out_ += doubled ? "\\u0023" : "#"; break;
      case '[': out_ += doubled ? "\\u005b" : "["; break;
      default: (out_ += '\\') += c; break;
    }
  }
  out_.append(text, run);
  out_ += '"';
}

JsonWriter& JsonWriter::Text(std::string_view value) {
  Separate();
  const auto first =
      std::find_if(value.begin(), value.end(), [](char c) { return Class(c) != Octet::kPlain; });
  if (first == value.end()) {
    ((out_ += '"') += value) += '"';
    return *this;
  }
  const bool ascii =
      std::none_of(first, value.end(), [](char c) { return Class(c) == Octet::kNotAscii; });
  if (ascii) {
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
  AppendNumber(value, out_);
  return *this;
}

JsonWriter& JsonWriter::Unsigned(uint64_t value) {
  Separate();
  AppendNumber(value, out_);
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
  AppendNumber(value / 1000, out_);
  const int64_t fraction = value % 1000;
  if (fraction == 0) return *this;
  out_ += '.';
  for (int64_t unit = 100; unit > 0 && fraction % (unit * 10) != 0; unit /= 10) {
    out_ += static_cast<char>('0' + fraction / unit % 10);
  }
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
