#include "cli/explain_addresses.h"

#include <algorithm>
#include <utility>

#include "cli/address_options.h"
#include "net/connector.h"

namespace shakedown::cli {
namespace {

using attempt::Endpoint;

Result<std::vector<Endpoint>> AddressesOf(const ParsedOptions& options,
                                          const run::InvestigationOptions& asked) {
  const Endpoint& target = asked.spec.target.endpoint;
  Result<std::vector<Endpoint>> given = ResolvedAddresses(options, target);
  if (!given || !given->empty()) return given;
  const auto found =
      net::Resolve(target.host, target.port, Deadline::After(asked.spec.timeouts.connect));
  if (!found) return found.error();
  std::vector<Endpoint> addresses;
  for (const net::Address& address : *found) addresses.push_back({address.text, address.port});
  return addresses;
}

/// Keeps the first of equal addresses: name services repeat some, and an origin may be among them.
void AddNode(const Endpoint& address, const std::string& note,
             const run::InvestigationOptions& asked, std::vector<run::SurveyTarget>* nodes) {
  const bool known = std::any_of(nodes->begin(), nodes->end(), [&](const run::SurveyTarget& node) {
    return node.options.spec.connect_to == address;
  });
  if (known) return;
  run::SurveyTarget& node = nodes->emplace_back();
  node.name = attempt::ToText(address) + note;
  node.options = asked;
  node.options.spec.connect_to = address;
}

}  // namespace

Result<std::vector<run::SurveyTarget>> AddressTargets(const ParsedOptions& options,
                                                      const run::InvestigationOptions& asked) {
  const Result<std::optional<Endpoint>> origin =
      ReadOrigin(options, asked.spec.target.endpoint.port);
  if (!origin) return origin.error();
  const Result<std::vector<Endpoint>> addresses = AddressesOf(options, asked);
  if (!addresses) return addresses.error();
  std::vector<run::SurveyTarget> nodes;
  for (const Endpoint& address : *addresses) AddNode(address, "", asked, &nodes);
  if (*origin) AddNode(**origin, " (origin)", asked, &nodes);
  return nodes;
}

}  // namespace shakedown::cli
