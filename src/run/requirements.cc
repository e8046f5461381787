#include "run/requirements.h"

#include <array>
#include <string_view>

namespace shakedown::run {
namespace {

struct CapabilityText {
  std::string_view word;
  bool (*has)(const Capabilities&);
  std::string_view needed;    ///< the reason if it is required and absent
  std::string_view unwanted;  ///< the reason if "!word" is required and it is there
};

constexpr std::array<CapabilityText, 6> kCapabilities = {{
    {"trusted-issuer", [](const Capabilities& c) { return c.trusted_issuer; },
     "needs --ca-cert and --ca-key: an identity that the target trusts has to be minted",
     "does not apply when identities that the target trusts can be minted"},
    {"crl", [](const Capabilities& c) { return c.crl; },
     "needs --crl: the revocation list that the target checks",
     "does not apply when a revocation list is known"},
    {"client-ca", [](const Capabilities& c) { return c.client_ca; },
     "needs --client-ca: the CA file that the target trusts",
     "does not apply when the CA that the target trusts is known"},
    {"built-in-peer", [](const Capabilities& c) { return c.built_in_peer; },
     "needs the built-in peer: the run has a target of its own",
     "needs --target: does not apply to the built-in peer"},
    {"external-target", [](const Capabilities& c) { return !c.built_in_peer; },
     "needs --target: does not apply to the built-in peer",
     "needs the built-in peer: the run has a target of its own"},
    {"http", [](const Capabilities& c) { return c.http; },
     "needs a target that speaks HTTP (https://...)",
     "does not apply to a target that speaks HTTP"},
}};

constexpr std::string_view kVariable = "var:";

bool HasVariable(const VariableTable& variables, const std::string& name) {
  const auto found = variables.values.find(name);
  return found != variables.values.end() && !found->second.empty();
}

std::string UnmetVariable(const std::string& name, bool wanted, const VariableTable& variables) {
  if (HasVariable(variables, name) == wanted) return "";
  if (!wanted) return "does not apply when the variable '" + name + "' is set";
  const auto why = variables.unavailable.find(name);
  if (why != variables.unavailable.end()) return why->second;
  return "needs the variable '" + name + "': give --set " + name + "=VALUE";
}

}  // namespace

std::vector<std::string> CapabilityWords() {
  std::vector<std::string> words;
  for (const CapabilityText& text : kCapabilities) words.emplace_back(text.word);
  return words;
}

std::string UnmetRequirement(const std::vector<std::string>& required,
                             const Capabilities& capabilities, const VariableTable& variables) {
  for (const std::string& requirement : required) {
    const bool wanted = !requirement.starts_with('!');
    const std::string word = wanted ? requirement : requirement.substr(1);
    if (word.starts_with(kVariable)) {
      std::string why = UnmetVariable(word.substr(kVariable.size()), wanted, variables);
      if (!why.empty()) return why;
      continue;
    }
    bool known = false;
    for (const CapabilityText& text : kCapabilities) {
      if (text.word != word) continue;
      known = true;
      if (text.has(capabilities) != wanted) {
        return std::string(wanted ? text.needed : text.unwanted);
      }
    }
    if (!known) return "needs '" + word + "', which this version cannot provide";
  }
  return "";
}

}  // namespace shakedown::run
