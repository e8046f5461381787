#include "scenario/variables.h"

#include "core/text.h"
#include "scenario/loader.h"
#include "scenario/value.h"

namespace shakedown::scenario {
namespace {

constexpr std::string_view kOpening = "${";
constexpr size_t kMaxSubstituted = 64u << 10;

/// Appends `text` with "$${" as "${".
void AppendUnescaped(std::string_view text, std::string& out) {
  for (size_t at = text.find("$${"); at != std::string_view::npos; at = text.find("$${")) {
    out += text.substr(0, at);
    out += kOpening;
    text.remove_prefix(at + 3);
  }
  out += text;
}

Error Unknown(std::string_view name, const Variables& variables) {
  std::vector<std::string_view> known;
  for (const auto& [candidate, value] : variables) known.push_back(candidate);
  const std::string_view nearest = NearestName(name, known);
  const std::string shown = Printable(name);
  std::string hint = nearest.empty()
                         ? "give it a value with --set " + shown + "=..., or a default in the suite"
                         : "did you mean '${" + std::string(nearest) + "}'?";
  return Error(ErrorCode::kSuite, "variable '" + shown + "' has no value")
      .WithHint(std::move(hint));
}

}  // namespace

std::vector<VariableReference> FindReferences(std::string_view text) {
  std::vector<VariableReference> references;
  for (size_t at = text.find(kOpening); at != std::string_view::npos;
       at = text.find(kOpening, at + 1)) {
    if (at > 0 && text[at - 1] == '$') continue;
    VariableReference reference;
    reference.at = at;
    const size_t begin = at + kOpening.size();
    const size_t close = text.find('}', begin);
    reference.closed = close != std::string_view::npos;
    const size_t name_end = reference.closed ? close : text.size();
    reference.name = text.substr(begin, name_end - begin);
    reference.end = reference.closed ? close + 1 : text.size();
    references.push_back(reference);
    at = reference.end - 1;
  }
  return references;
}

std::string Unescaped(std::string_view text) {
  std::string out;
  AppendUnescaped(text, out);
  return out;
}

Result<std::string> Substitute(const std::string& text, const Variables& variables,
                               const SourcePosition& position) {
  std::string out;
  size_t done = 0;
  for (const VariableReference& reference : FindReferences(text)) {
    AppendUnescaped(std::string_view(text).substr(done, reference.at - done), out);
    if (!reference.closed || !IsVariableName(reference.name)) {
      return Error(ErrorCode::kSuite, "'" + ElideEnd(Printable(text), 80) +
                                          "' holds ${ without a variable's name and }")
          .WithHint("write ${name}, or $${ for the characters themselves")
          .At(position);
    }
    const auto found = variables.find(std::string(reference.name));
    if (found == variables.end()) return Unknown(reference.name, variables).At(position);
    out += found->second;
    done = reference.end;
    if (out.size() > kMaxSubstituted) {
      return Error(ErrorCode::kSuite, "a value is longer than 64 KiB after substitution")
          .At(position);
    }
  }
  AppendUnescaped(std::string_view(text).substr(done), out);
  return out;
}

}  // namespace shakedown::scenario
