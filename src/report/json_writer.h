// Compact JSON text, written in one pass: what goes in comes out in the order it went in, so that
// the same result gives the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shakedown::report {

/// Appends JSON values to a text. The caller keeps Begin and End in pairs; commas are put by the
/// writer. Text that is not printable is made so, so the output is always valid UTF-8.
class JsonWriter {
 public:
  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  /// The name of the next value of an object; `name` may be hostile.
  JsonWriter& Key(std::string_view name);

  JsonWriter& Text(std::string_view value);
  JsonWriter& Integer(int64_t value);
  JsonWriter& Unsigned(uint64_t value);
  JsonWriter& Bool(bool value);
  /// Microseconds as milliseconds with three decimals at most, never negative: "0.41".
  JsonWriter& MillisecondsOf(int64_t microseconds);
  /// A value that is JSON text already.
  JsonWriter& Raw(std::string_view json);

  /// `Key` and a value in one step.
  JsonWriter& Field(std::string_view name, std::string_view value) { return Key(name).Text(value); }
  /// As above, but nothing at all for an empty text: absent means unknown.
  JsonWriter& KnownField(std::string_view name, std::string_view value);

  void Reserve(size_t octets) { out_.reserve(octets); }
  std::string Take() { return std::move(out_); }

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();
  void Quoted(std::string_view text);

  std::string out_;
  bool needs_comma_ = false;
};

}  // namespace shakedown::report
