#include "scenario/check_damage.h"

#include "attempt/damage.h"
#include "scenario/grammar.h"
#include "scenario/variables.h"

namespace shakedown::scenario {
namespace {

bool SaysSomething(const XmlAttribute& attribute) {
  return attribute.name != "message" && attribute.value != "no" &&
         attempt::DamageOperationFromName(attribute.name).has_value();
}

}  // namespace

const XmlAttribute* DamageOperation(const XmlElement& damage) {
  for (const XmlAttribute& attribute : damage.attributes) {
    if (SaysSomething(attribute)) return &attribute;
  }
  return nullptr;
}

void CheckDamage(const XmlElement& damage, Problems& problems) {
  const XmlAttribute* const operation = DamageOperation(damage);
  if (operation == nullptr) {
    return problems.Add(damage.offset, "<damage> does nothing",
                        "say what is done to the message, as in omit=\"yes\" or flip-bit=\"7\"");
  }
  for (const XmlAttribute& attribute : damage.attributes) {
    if (&attribute == operation || !SaysSomething(attribute)) continue;
    return problems.Add(attribute.name_offset, "<damage> does one thing",
                        "write a <damage> of its own for each; they are carried out together");
  }
  const auto message = attempt::DamageMessageFromName(damage.Value("message"));
  if (!message || !FindReferences(operation->value).empty()) return;
  attempt::Damage meant{*message, *attempt::DamageOperationFromName(operation->name), {}};
  if (const auto* when = damage.Find("when")) {
    const auto known = attempt::DamageTimeFromName(when->value);
    if (!known) return;
    meant.when = *known;
  }
  const AttributeRule* const rule = FindAttribute(*FindElement("damage"), operation->name);
  if (rule->kind != ValueKind::kBoolean) meant.argument = operation->value;
  if (const auto problem = attempt::DamageProblem(meant)) {
    problems.AddValue(*operation, {*problem, {}, 0});
  }
}

}  // namespace shakedown::scenario
