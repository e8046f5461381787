#include <algorithm>
#include <cstdint>
#include <optional>

#include "handshake/client_context.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kMaxContexts = 64;
constexpr size_t kMaxForeignIdentities = 64;

/// Every setting that a context depends on, and the identity by address (the slot keeps it alive).
std::string KeyOf(const attempt::HandshakeSpec& spec, const pki::Identity* identity) {
  std::string key;
  key.reserve(96);
  const auto append = [&key](const auto& value) {
    key.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  const auto append_text = [&](const std::string& text) {
    append(text.size());
    key += text;
  };
  append(reinterpret_cast<uintptr_t>(identity));
  append(spec.min_version);
  append(spec.max_version);
  append(spec.security_level);
  append(spec.offer_post_handshake_auth);
  append(spec.hello_padding);
  append(spec.record_padding);
  append(attempt::SignsWithForeignKey(spec.damage));
  append(attempt::RewritesFlight(spec.damage));
  append(attempt::ActsLate(spec.damage));
  for (const attempt::Damage& damage : spec.damage) {
    const bool offers = damage.message == attempt::Damage::Message::kClientHello &&
                        damage.operation == attempt::Damage::Operation::kExtension;
    if (offers) append_text(damage.argument);
  }
  append_text(spec.groups);
  append_text(spec.signature_algorithms);
  append_text(spec.ciphers);
  for (const std::string& protocol : spec.alpn) append_text(protocol);
  return key;
}

}  // namespace

/// One context being made or made. Its own mutex lets other settings go on meanwhile.
struct ContextCache::Slot {
  pki::IdentityPtr identity;
  uint64_t last_use = 0;  ///< guarded by the cache's mutex
  std::mutex mutex;
  std::optional<Result<ClientContextPtr>> made;
};

struct ContextCache::ForeignSlot {
  pki::IdentityPtr identity;
  std::mutex mutex;
  std::optional<Result<pki::IdentityPtr>> made;
};

void ContextCache::DropOldest() {
  const auto oldest = std::min_element(
      slots_.begin(), slots_.end(),
      [](const auto& a, const auto& b) { return a.second->last_use < b.second->last_use; });
  slots_.erase(oldest);
}

std::shared_ptr<ContextCache::Slot> ContextCache::Reserve(const attempt::HandshakeSpec& spec,
                                                          const pki::IdentityPtr& identity) {
  std::string key = KeyOf(spec, identity.get());
  const std::lock_guard lock(mutex_);
  auto found = slots_.find(key);
  if (found == slots_.end()) {
    if (slots_.size() >= kMaxContexts) DropOldest();
    found = slots_.emplace(std::move(key), std::make_shared<Slot>()).first;
    found->second->identity = identity;
  }
  found->second->last_use = ++uses_;
  return found->second;
}

Result<pki::IdentityPtr> ContextCache::Foreign(const pki::IdentityPtr& identity) {
  std::shared_ptr<ForeignSlot> slot;
  {
    const std::lock_guard lock(mutex_);
    if (foreign_.size() >= kMaxForeignIdentities) foreign_.clear();
    std::shared_ptr<ForeignSlot>& entry = foreign_[identity.get()];
    if (entry == nullptr) {
      entry = std::make_shared<ForeignSlot>();
      entry->identity = identity;
    }
    slot = entry;
  }
  const std::lock_guard lock(slot->mutex);
  if (!slot->made) slot->made = pki::WithForeignKey(*identity);
  return *slot->made;
}

Result<ClientContextPtr> ContextCache::Get(const attempt::HandshakeSpec& spec,
                                           const pki::IdentityPtr& identity) {
  const std::shared_ptr<Slot> slot = Reserve(spec, identity);
  const std::lock_guard lock(slot->mutex);
  if (slot->made) return *slot->made;
  pki::IdentityPtr presented = identity;
  if (identity != nullptr && attempt::SignsWithForeignKey(spec.damage)) {
    Result<pki::IdentityPtr> foreign = Foreign(identity);
    if (!foreign) {
      slot->made = std::move(foreign).error();
      return *slot->made;
    }
    presented = std::move(*foreign);
  }
  slot->made = MakeClientContext(spec, presented, key_log_);
  return *slot->made;
}

}  // namespace shakedown::handshake
