#include "handshake/peer_hosts.h"

#include <algorithm>
#include <vector>

#include "core/byte_reader.h"
#include "core/text.h"

namespace shakedown::handshake {

bool AsksAtOnce(Behaviour behaviour) {
  return behaviour == Behaviour::kOptional || behaviour == Behaviour::kLenient ||
         RequiresAtOnce(behaviour);
}

bool RequiresAtOnce(Behaviour behaviour) {
  return behaviour == Behaviour::kStrict || behaviour == Behaviour::kNginx;
}

std::string NormalisedHostName(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return ToLowerAscii(name);
}

std::string NameOfHostField(std::string_view field) {
  if (field.starts_with('[')) {
    const size_t end = field.find(']');
    return ToLowerAscii(end == std::string_view::npos ? field : field.substr(1, end - 1));
  }
  return NormalisedHostName(field.substr(0, field.find(':')));
}

std::optional<size_t> FindHost(std::span<const PeerHost> hosts, std::string_view name) {
  const std::string wanted = NormalisedHostName(name);
  if (wanted.empty()) return std::nullopt;
  const size_t label = std::min(wanted.find('.'), wanted.size());
  const std::string wildcard = "*" + wanted.substr(label);
  std::optional<size_t> covering;
  for (size_t i = 0; i < hosts.size(); ++i) {
    if (hosts[i].by_observer_only) continue;
    const std::string known = NormalisedHostName(hosts[i].name);
    if (known == wanted) return i;
    if (known == wildcard && label < wanted.size()) covering = i;
  }
  return covering;
}

std::string ServerNameOf(ByteSpan extension) {
  constexpr uint8_t kHostName = 0;
  std::vector<DecodeError> errors;
  ByteReader reader(extension, &errors);
  auto list = reader.Prefixed16("server_name_list");
  if (!list) return {};
  const auto type = list->U8("name_type");
  auto name = list->Prefixed16("host_name");
  if (!type || *type != kHostName || !name) return {};
  return std::string(AsText(name->Rest()));
}

}  // namespace shakedown::handshake
