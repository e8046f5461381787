#include "scenario/baseline.h"

#include <algorithm>
#include <set>

#include "core/file.h"
#include "core/text.h"
#include "scenario/problems.h"
#include "scenario/source_text.h"
#include "scenario/xml_tree.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxOctets = 4u << 20;
constexpr std::string_view kAttributes[] = {"case", "reason", "until"};

class BaselineReader {
 public:
  explicit BaselineReader(const SourceText& source) : source_(source), problems_(source) {}

  LoadedBaseline Read(const XmlElement& root) {
    if (root.name != "baseline" || root.Value("xmlns") != kBaselineNamespace) {
      problems_.Add(root.offset, "this is no baseline file",
                    std::string("it begins with <baseline xmlns=\"") + kBaselineNamespace + "\">");
    } else {
      for (const XmlElement& child : root.children) Entry(child);
    }
    if (!problems_.empty()) return {{}, problems_.Take()};
    return {std::move(entries_), {}};
  }

 private:
  void Entry(const XmlElement& element) {
    if (element.name != "known-failure") {
      return problems_.Add(element.offset, "a baseline has no element " + Tag(element.name),
                           "it holds <known-failure case= reason= until=/>");
    }
    for (const XmlAttribute& attribute : element.attributes) {
      const bool known = std::find(std::begin(kAttributes), std::end(kAttributes),
                                   attribute.name) != std::end(kAttributes);
      if (known) continue;
      problems_.Add(attribute.name_offset,
                    "<known-failure> has no attribute " + Quoted(attribute.name),
                    Suggestion(attribute.name, kAttributes));
    }
    KnownFailure entry;
    entry.position = source_.At(element.offset);
    entry.id = element.Value("case");
    entry.reason = Printable(Trimmed(element.Value("reason")));
    if (entry.id.empty()) {
      problems_.Add(element.offset, "<known-failure> names no case",
                    "write case=\"suite/scenario[tls=1.3]\", as reports show it");
    } else if (!ids_.insert(entry.id).second) {
      problems_.Add(element.offset, "case " + Quoted(entry.id) + " is listed twice");
    }
    if (entry.reason.empty()) {
      problems_.Add(element.offset, "case " + Quoted(entry.id) + " is listed without a reason",
                    "say in reason= why it may fail: nobody will remember it");
    }
    Until(element, &entry);
    entries_.push_back(std::move(entry));
  }

  void Until(const XmlElement& element, KnownFailure* entry) {
    const XmlAttribute* attribute = element.Find("until");
    if (attribute == nullptr) return;
    entry->until = ParseUtc(attribute->value + "T23:59:59Z");
    if (entry->until) return;
    problems_.AddValue(*attribute, {Quoted(attribute->value) + " is not a day",
                                    "write it like 2027-06-30; it is the last day", 0});
  }

  const SourceText& source_;
  Problems problems_;
  std::set<std::string> ids_;
  std::vector<KnownFailure> entries_;
};

}  // namespace

LoadedBaseline LoadBaseline(const std::string& path) {
  auto text = ReadFile(path, kMaxOctets);
  if (!text) return {{}, {std::move(text).error()}};
  return ParseBaseline(*text, path);
}

LoadedBaseline ParseBaseline(const std::string& text, const std::string& file) {
  const SourceText source(file, text);
  auto root = ParseXml(source);
  if (!root) return {{}, {std::move(root).error()}};
  return BaselineReader(source).Read(*root);
}

}  // namespace shakedown::scenario
