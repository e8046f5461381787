#include "scenario/check_references.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/text.h"
#include "scenario/check_client.h"
#include "scenario/check_scenario.h"
#include "scenario/grammar.h"
#include "scenario/loader.h"
#include "scenario/presented.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxScenarios = 10'000;

/// Where identities come from: attributes of one kind that exclude those of the other.
constexpr std::string_view kMintOnly[] = {
    "issuer",      "key-kind", "intermediates",     "not-before", "not-after",
    "common-name", "subject",  "alternative-names", "serial",     "issuer-name"};
constexpr std::string_view kFilesOnly[] = {"certificate", "key", "chain", "p12", "passphrase"};

class ReferenceCheck {
 public:
  explicit ReferenceCheck(Problems& problems) : problems_(problems) {}

  void Suite(const XmlElement& root) {
    scope_.identities.insert("none");
    scope_.variables.insert(words::kBuiltInVariables.begin(), words::kBuiltInVariables.end());
    UniqueNames seen(problems_, "name", "variable");
    UniqueNames scenarios(problems_, "id", "scenario");
    size_t count = 0;
    for (const XmlElement& child : root.children) {
      if (child.name == "variable") {
        Variable(child, seen);
      } else if (child.name == "target" || child.name == "peer") {
        CheckVariables(child, declared_, problems_);
        Hosts(child);
      } else if (child.name == "identities") {
        Identities(child);
      } else if (child.name == "scenario" || child.name == "client-case") {
        if (++count == kMaxScenarios + 1) {
          problems_.Add(child.offset, "more than 10000 scenarios in one suite",
                        "split the suite into several files");
        }
        if (count > kMaxScenarios) continue;
        scope_.variables.merge(identity_texts_);
        scenarios.Take(child);
        if (child.name == "scenario") {
          CheckScenario(child, scope_, problems_);
          CheckNoClientExpected(child, problems_);
        } else {
          CheckClientCase(child, scope_, problems_);
        }
      }
    }
  }

 private:
  void Variable(const XmlElement& element, UniqueNames& seen) {
    CheckVariables(element, scope_.variables, problems_);
    const XmlAttribute* name = element.Find("name");
    if (name == nullptr || !seen.Take(element)) return;
    const auto& built_in = words::kBuiltInVariables;
    if (std::find(built_in.begin(), built_in.end(), name->value) != built_in.end()) {
      problems_.Add(name->value_offset, "variable " + Quoted(name->value) + " is set by the runner",
                    "choose another name");
    }
    scope_.variables.insert(name->value);
    declared_.insert(name->value);
    scope_.declared.insert(name->value);
  }

  void Hosts(const XmlElement& peer) {
    std::set<std::pair<std::string, bool>> names;  // on each port
    for (const XmlElement& host : peer.children) {
      if (host.name != "host") continue;
      const XmlAttribute* name = host.Find("name");
      const bool other = host.Value("other-listener") == "yes";
      if (names.emplace(ToLowerAscii(host.Value("name")), other).second) continue;
      problems_.Add(name == nullptr ? host.offset : name->value_offset,
                    name == nullptr || name->value.empty()
                        ? "a second default host"
                        : "host " + Quoted(name->value) + " is given twice");
    }
  }

  void Identities(const XmlElement& list) {
    UniqueNames ids(problems_, "id", "identity");
    for (const XmlElement& identity : list.children) {
      if (identity.name != "identity") continue;
      CheckVariables(identity, scope_.variables, problems_);
      const XmlAttribute* id = identity.Find("id");
      if (id != nullptr && id->value == "none") {
        problems_.Add(id->value_offset, "the id 'none' stands for no identity at all",
                      "choose another id");
      } else if (id != nullptr && ids.Take(identity)) {
        scope_.identities.insert(id->value);
        for (const std::string& text : words::kIdentityTexts) {
          identity_texts_.insert("identity." + id->value + '.' + text);
        }
      }
      Source(identity);
      if (identity.Find("subject") != nullptr && identity.Find("common-name") != nullptr) {
        problems_.Add(identity.Find("common-name")->name_offset,
                      "the subject says the common name already", "leave one of them out");
      }
    }
    for (const XmlElement& identity : list.children) Presented(identity);
  }

  /// Identities that lend certificates have to be there.
  void Presented(const XmlElement& identity) {
    const XmlAttribute* presents = identity.Find("presents");
    if (presents == nullptr || !FindReferences(presents->value).empty()) return;
    const auto parts = ParsePresented(presents->value);
    if (!parts) return;
    for (const PresentedPart& part : *parts) {
      if (part.identity.empty() || scope_.identities.contains(part.identity)) continue;
      const std::vector<std::string_view> known(scope_.identities.begin(), scope_.identities.end());
      problems_.Add(presents->value_offset, "there is no identity " + Quoted(part.identity),
                    Suggestion(part.identity, known));
    }
  }

  void Source(const XmlElement& identity) {
    const bool minted = identity.Find("mint") != nullptr;
    const auto* key = identity.Find("key");
    const bool on_token = key != nullptr && key->value.starts_with("pkcs11:");
    const bool from_files =
        identity.Find("certificate") != nullptr || identity.Find("p12") != nullptr || on_token;
    if (!minted && !from_files) {
      return problems_.Add(identity.offset, "an identity from nowhere",
                           "give mint=\"good\", or certificate= and key=, or p12=");
    }
    if (!minted && identity.Find("certificate") != nullptr && identity.Find("p12") != nullptr) {
      problems_.Add(identity.Find("p12")->name_offset,
                    "an identity is either certificate= and key=, or p12=");
    }
    const std::span<const std::string_view> excluded =
        minted ? std::span<const std::string_view>(kFilesOnly)
               : std::span<const std::string_view>(kMintOnly);
    for (const std::string_view name : excluded) {
      const XmlAttribute* attribute = identity.Find(name);
      if (attribute == nullptr) continue;
      problems_.Add(attribute->name_offset,
                    "attribute " + Quoted(name) +
                        (minted ? " does not go with mint=" : " goes only with mint="));
    }
  }

  Problems& problems_;
  SuiteScope scope_;
  std::set<std::string> identity_texts_;  ///< variables that the identities stand behind
  std::set<std::string> declared_;        ///< suite variables only: the target is not there yet
};

}  // namespace

void CheckReferences(const XmlElement& root, Problems& problems) {
  ReferenceCheck(problems).Suite(root);
}

}  // namespace shakedown::scenario
