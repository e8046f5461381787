#include "scenario/xml_scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "core/text.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxElements = 400'000;
constexpr size_t kMaxAttributes = 64;
constexpr std::string_view kBlanks = " \t\r\n";

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool StartsName(char c) {
  return IsLetter(c) || c == '_' || c == ':' || static_cast<uint8_t>(c) >= 0x80;
}
bool ContinuesName(char c) {
  return StartsName(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// Whether the number of a character reference is a character of XML 1.0 (its section 2.2).
bool IsXmlCharacter(uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/// Whether `name`, what stands between "&" and ";", is a reference that needs no DOCTYPE.
bool IsKnownReference(std::string_view name) {
  constexpr std::array<std::string_view, 5> kPredefined = {"amp", "lt", "gt", "quot", "apos"};
  if (std::find(kPredefined.begin(), kPredefined.end(), name) != kPredefined.end()) return true;
  if (!name.starts_with('#')) return false;
  const bool hex = name.starts_with("#x");
  const std::string_view digits = name.substr(hex ? 2 : 1);
  uint32_t number = 0;
  const auto [stopped, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
  return problem == std::errc() && stopped == digits.data() + digits.size() &&
         IsXmlCharacter(number);
}

class Scanner {
 public:
  explicit Scanner(const SourceText& source) : source_(source), text_(source.text()) {}

  Result<std::vector<ElementSpan>> Run() {
    while (!error_ && at_ < text_.size()) Step();
    if (!error_ && !open_.empty()) {
      const Open& last = open_.back();
      Fail(last.offset, Tag(last.name) + " is never closed",
           "add </" + Printable(last.name) + "> or write the element as <.../>");
    }
    if (!error_ && elements_.empty()) {
      Fail(0, "the file holds no element", "a suite file starts with <suite ...>");
    }
    if (error_) return std::move(*error_);
    return std::move(elements_);
  }

 private:
  struct Open {
    std::string_view name;
    size_t offset;
  };

  void Fail(size_t offset, std::string message, std::string hint = {}) {
    if (error_) return;
    error_ = Error(ErrorCode::kSuite, std::move(message))
                 .WithHint(std::move(hint))
                 .At(source_.At(offset));
  }

  bool Ahead(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  void SkipBlanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  /// Moves behind `end`, searched from `at_ + skip`; fails if it does not come.
  std::string_view Until(std::string_view end, size_t skip, const char* what) {
    const size_t begin = at_ + skip;
    const size_t found = begin > text_.size() ? std::string_view::npos : text_.find(end, begin);
    if (found == std::string_view::npos) {
      Fail(at_, std::string(what) + " is never closed", "it ends with " + std::string(end));
      return {};
    }
    at_ = found + end.size();
    return text_.substr(begin, found - begin);
  }

  std::string_view Name() {
    const size_t begin = at_;
    if (at_ < text_.size() && StartsName(text_[at_])) ++at_;
    while (at_ > begin && at_ < text_.size() && ContinuesName(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void Step() {
    if (text_[at_] != '<') return CharacterData();
    if (Ahead("<!--")) return Comment();
    if (Ahead("<![CDATA[")) return Cdata();
    if (Ahead("<?")) return Instruction();
    if (Ahead("<!")) {
      return Fail(at_, "a DOCTYPE or other declaration is not allowed in a suite file",
                  "remove it; the schema is named by xmlns and scenarios/suite.xsd");
    }
    if (Ahead("</")) return EndTag();
    StartTag();
  }

  void CharacterData() {
    const size_t end = std::min(text_.find('<', at_), text_.size());
    const std::string_view data = text_.substr(at_, end - at_);
    if (open_.empty() && !Trimmed(data).empty()) {
      const size_t first = at_ + data.find_first_not_of(kBlanks);
      return Fail(first, elements_.empty() ? "text before the first element"
                                           : "text after the end of the suite");
    }
    CheckReferences(data);
    at_ = end;
  }

  void Comment() {
    const size_t begin = at_;
    const size_t inner = Until("-->", 4, "this comment").find("--");
    if (inner != std::string_view::npos) {
      Fail(begin + 4 + inner, "\"--\" is not allowed inside a comment", "write a single dash");
    }
  }

  void Cdata() {
    if (open_.empty()) return Fail(at_, "text outside of the suite");
    Until("]]>", 9, "this CDATA section");
  }

  void Instruction() {
    const size_t begin = at_;
    const std::string_view content = Until("?>", 2, "this processing instruction");
    if (error_ || !EqualsIgnoringAsciiCase(content.substr(0, 3), "xml")) return;
    if (content.size() > 3 && kBlanks.find(content[3]) == std::string_view::npos) return;
    if (begin != 0) return Fail(begin, "the XML declaration must be the first thing in the file");
    const size_t encoding = content.find("encoding");
    if (encoding == std::string_view::npos) return;
    if (ToLowerAscii(content.substr(encoding)).find("utf-8") == std::string::npos) {
      Fail(begin + 2 + encoding, "a suite file must be encoded in UTF-8",
           "convert the file and write encoding=\"UTF-8\"");
    }
  }

  void EndTag() {
    const size_t begin = at_;
    at_ += 2;
    const std::string_view name = Name();
    SkipBlanks();
    if (!Ahead(">")) return Fail(begin, "this end tag is not closed", "end it with >");
    ++at_;
    if (open_.empty()) return Fail(begin, "</" + Printable(name) + "> closes nothing");
    if (open_.back().name != name) {
      return Fail(begin,
                  "</" + ElideMiddle(Printable(name), 60) + "> does not close " +
                      Tag(open_.back().name) + ", opened in line " +
                      std::to_string(source_.At(open_.back().offset).line),
                  "close " + Tag(open_.back().name) + " first");
    }
    open_.pop_back();
  }

  void StartTag() {
    ElementSpan element;
    element.offset = at_++;
    const std::string_view name = Name();
    if (name.empty()) {
      return Fail(element.offset, "\"<\" does not begin an element",
                  "write &lt; for the character itself");
    }
    if (open_.empty() && !elements_.empty()) {
      return Fail(element.offset, "a second root element " + Tag(name),
                  "a file holds exactly one <suite>");
    }
    if (elements_.size() >= kMaxElements) return Fail(element.offset, "too many elements");
    if (open_.size() >= kMaxDepth) return Fail(element.offset, "elements are nested too deeply");
    while (!error_ && !TagEnds(name, element.offset)) Attribute(name, element);
    elements_.push_back(std::move(element));
  }

  /// Whether the start tag ends here; moves behind its end.
  bool TagEnds(std::string_view name, size_t offset) {
    const size_t before = at_;
    SkipBlanks();
    if (Ahead("/>")) {
      at_ += 2;
      return true;
    }
    if (Ahead(">")) {
      ++at_;
      open_.push_back({name, offset});
      return true;
    }
    if (at_ == text_.size()) {
      Fail(offset, "the tag " + Tag(name) + " is not closed", "end it with > or />");
    } else if (before == at_) {
      Fail(at_, "a blank is missing here in the tag " + Tag(name));
    }
    return false;
  }

  void Attribute(std::string_view element_name, ElementSpan& element) {
    AttributeSpan span;
    span.name = at_;
    const std::string_view name = Name();
    span.name_length = name.size();
    if (name.empty()) {
      return Fail(at_, "this is not an attribute of " + Tag(element_name),
                  "attributes are written name=\"value\"");
    }
    SkipBlanks();
    if (!Ahead("=")) {
      return Fail(span.name, "attribute " + Quoted(name) + " has no value",
                  "write " + Printable(name) + "=\"...\"");
    }
    ++at_;
    SkipBlanks();
    if (!Ahead("\"") && !Ahead("'")) {
      return Fail(at_, "the value of attribute " + Quoted(name) + " must stand in quotes");
    }
    const std::string_view quote = text_.substr(at_, 1);
    span.value = at_ + 1;
    const size_t end = text_.find(quote, span.value);
    if (end == std::string_view::npos) {
      return Fail(at_, "the value of attribute " + Quoted(name) + " is never closed");
    }
    span.value_length = end - span.value;
    at_ = span.value;
    CheckValue(text_.substr(span.value, span.value_length), name);
    at_ = end + 1;
    AddAttribute(element_name, name, span, element);
  }

  void AddAttribute(std::string_view element_name, std::string_view name, const AttributeSpan& span,
                    ElementSpan& element) {
    for (const AttributeSpan& other : element.attributes) {
      if (text_.substr(other.name, other.name_length) == name) {
        return Fail(span.name, "attribute " + Quoted(name) + " is given twice");
      }
    }
    if (element.attributes.size() >= kMaxAttributes) {
      return Fail(span.name, Tag(element_name) + " has too many attributes");
    }
    element.attributes.push_back(span);
  }

  void CheckValue(std::string_view value, std::string_view name) {
    const size_t less = value.find('<');
    if (less != std::string_view::npos) {
      return Fail(at_ + less, "\"<\" is not allowed in the value of attribute " + Quoted(name),
                  "write &lt; or close the quotes before it");
    }
    CheckReferences(value);
  }

  /// `data` begins at `at_`.
  void CheckReferences(std::string_view data) {
    for (size_t i = data.find('&'); i != std::string_view::npos; i = data.find('&', i + 1)) {
      const size_t end = data.find_first_of(";&", i + 1);
      const bool closed = end != std::string_view::npos && data[end] == ';';
      if (!closed || !IsKnownReference(data.substr(i + 1, end - i - 1))) {
        return Fail(at_ + i, "\"&\" does not begin a known reference",
                    "write &amp; for the character itself");
      }
    }
  }

  const SourceText& source_;
  std::string_view text_;
  size_t at_ = 0;
  std::vector<Open> open_;
  std::vector<ElementSpan> elements_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<ElementSpan>> ScanXml(const SourceText& source) { return Scanner(source).Run(); }

}  // namespace shakedown::scenario
