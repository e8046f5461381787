#include "handshake/damage/flight.h"

#include <algorithm>
#include <utility>

#include "core/hex.h"
#include "handshake/damage/certificate_edit.h"
#include "handshake/damage/delegated_credential.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/proof_edit.h"
#include "tls/certificate_message.h"

namespace shakedown::handshake::damage {
namespace {

using attempt::Damage;
using tls::HandshakeType;
using Operation = Damage::Operation;

HandshakeType TypeOf(Damage::Message message) {
  switch (message) {
    case Damage::Message::kClientHello: return HandshakeType::kClientHello;
    case Damage::Message::kCertificate: return HandshakeType::kCertificate;
    case Damage::Message::kClientKeyExchange: return HandshakeType::kClientKeyExchange;
    case Damage::Message::kCertificateVerify: return HandshakeType::kCertificateVerify;
    case Damage::Message::kFinished: return HandshakeType::kFinished;
  }
  return HandshakeType::kFinished;
}

/// Whether the operation is about which messages go out, or about records, not about content.
bool IsStructural(Operation operation) {
  return operation == Operation::kOmit || operation == Operation::kDuplicate ||
         operation == Operation::kReorder;
}

bool IsOfRecords(Operation operation) {
  return operation == Operation::kSplitRecords || operation == Operation::kJoinRecords ||
         operation == Operation::kPrecedeWith || operation == Operation::kInterleave;
}

std::optional<Damage::Message> MessageNamed(const std::string& name) {
  return attempt::DamageMessageFromName(name);
}

class FlightMaker final {
 public:
  FlightMaker(std::span<const Damage> damage, const FlightOrder& order)
      : damage_(damage), order_(order) {
    for (const Bytes& message : order.library) {
      FlightItem item;
      item.type = HandshakeType{message[0]};
      item.message = message;
      flight_.items.push_back(std::move(item));
    }
  }

  Flight Make() {
    for (const Damage& one : damage_) {
      if (IsStructural(one.operation)) Arrange(one);
      if (IsOfRecords(one.operation)) Shape(one);
    }
    flight_.transcript = order_.before;
    for (FlightItem& item : flight_.items) {
      Write(item);
      flight_.transcript.Add(item.message);
    }
    return std::move(flight_);
  }

 private:
  using Items = std::vector<FlightItem>;

  Items::iterator Find(HandshakeType type) {
    return std::find_if(flight_.items.begin(), flight_.items.end(),
                        [type](const FlightItem& item) { return item.type == type; });
  }

  void Arrange(const Damage& damage) {
    const auto found = Find(TypeOf(damage.message));
    if (found == flight_.items.end()) return;
    const std::string what = ToText(damage);
    if (damage.operation == Operation::kDuplicate) {
      FlightItem copy = *found;
      copy.done = {what};
      flight_.items.insert(found + 1, std::move(copy));
    } else if (damage.operation == Operation::kOmit) {
      // What was left out before it shows by what follows, as it does itself.
      std::vector<std::string> notes = std::move(found->done);
      notes.push_back(what);
      const auto next = flight_.items.erase(found);
      auto& shown = next == flight_.items.end() ? flight_.left_out : next->done;
      shown.insert(shown.begin(), notes.begin(), notes.end());
    } else if (const auto target = MessageNamed(damage.argument)) {
      const auto before = Find(TypeOf(*target));
      if (before == flight_.items.end() || before >= found) return;
      found->done.push_back(what);
      std::rotate(before, found, found + 1);
    }
  }

  /// Finished of TLS 1.2 is one record under a new key: cutting it would shift the numbers of all
  /// records that follow.
  bool Shapeable(const FlightItem& item) const {
    return order_.version == tls::Version::kTls13 || item.type != HandshakeType::kFinished;
  }

  void Shape(const Damage& damage) {
    for (FlightItem& item : flight_.items) {
      if (item.type != TypeOf(damage.message)) continue;
      if (!Shapeable(item) && damage.operation != Operation::kPrecedeWith) continue;
      if (damage.operation == Operation::kSplitRecords) {
        item.split = attempt::ParseDamageNumber(damage.argument).value_or(0);
      } else if (damage.operation == Operation::kJoinRecords) {
        item.join = true;
      } else if (damage.operation == Operation::kPrecedeWith) {
        item.precede = damage.argument;
      } else {
        item.interleave = damage.argument;
      }
      item.done.push_back(ToText(damage));
    }
  }

  /// Calls `apply` with each damage of the content of `item`; what is taken is done.
  template <typename Apply>
  std::vector<std::string> Edit(const FlightItem& item, Apply&& apply) const {
    std::vector<std::string> done;
    for (const Damage& one : damage_) {
      if (TypeOf(one.message) != item.type || IsStructural(one.operation) ||
          IsOfRecords(one.operation)) {
        continue;
      }
      if (apply(one)) done.push_back(ToText(one));
    }
    return done;
  }

  static void Keep(std::vector<std::string> done, FlightItem* item) {
    item->done.insert(item->done.end(), done.begin(), done.end());
  }

  void Write(FlightItem& item) {
    switch (item.type) {
      case HandshakeType::kCertificate: return WriteCertificate(item);
      case HandshakeType::kCertificateVerify: return WriteProof(item);
      case HandshakeType::kFinished: return WriteFinished(item);
      default: return WriteOther(item);
    }
  }

  void WriteCertificate(FlightItem& item) {
    CertificateEdit edit(order_.version, item.message, order_.leaf);
    Keep(Edit(item, [&](const Damage& one) { return edit.Apply(Delegated(one, item.message)); }),
         &item);
    item.message = edit.Message();
  }

  /// `damage`, or with the credential that it asks for, made for the certificate of `message`.
  Damage Delegated(const Damage& damage, ByteSpan message) {
    if (damage.argument != kDelegatedExtension || order_.key == nullptr) return damage;
    const auto seen = tls::DecodeCertificate(order_.version, BodyOf(message)).value;
    if (!delegated_ && !seen.entries.empty()) {
      delegated_ = Delegate(order_.key, seen.entries.front().der);
    }
    Damage other = damage;
    if (delegated_) {
      other.argument = std::to_string(kDelegatedType) + ":" + ToHex(delegated_->extension);
    }
    return other;
  }

  /// The key that signs: the certificate's, or the one that it delegates to.
  EVP_PKEY* Signer(const FlightItem& item) const {
    const bool delegated = std::any_of(damage_.begin(), damage_.end(), [&item](const Damage& one) {
      return TypeOf(one.message) == item.type && one.operation == Operation::kKey &&
             one.argument == kDelegatedKey;
    });
    return delegated && delegated_ ? delegated_->key.get() : order_.key;
  }

  /// The message of that type in what was recorded, if it is to be replayed.
  bool Replay(FlightItem& item) {
    for (const Damage& one : damage_) {
      if (one.operation != Operation::kReplay || TypeOf(one.message) != item.type) continue;
      for (const Bytes& message : order_.recorded) {
        if (message.empty() || HandshakeType{message[0]} != item.type) continue;
        item.message = message;
        item.done.push_back(ToText(one));
        return true;
      }
    }
    return false;
  }

  void WriteProof(FlightItem& item) {
    if (Replay(item)) return;
    if (order_.key == nullptr) return;
    ProofEdit edit(order_.version, item.message, Signer(item), order_.digest);
    auto done = Edit(item, [&](const Damage& one) { return edit.Apply(one); });
    const size_t before = order_.before.size();
    Bytes message = edit.Message(flight_.transcript, before);
    if (!message.empty()) {
      Keep(std::move(done), &item);
    } else {
      message = ProofEdit(order_.version, item.message, order_.key, order_.digest)
                    .Message(flight_.transcript, before);
    }
    if (!message.empty()) item.message = std::move(message);
  }

  void WriteFinished(FlightItem& item) {
    Bytes value = order_.verify_data(flight_.transcript.Hash(order_.digest));
    EndEdit end;
    Keep(Edit(item,
              [&](const Damage& one) {
                if (end.Take(one)) return true;
                if (one.operation == Operation::kReplaceWith) {
                  std::fill(value.begin(), value.end(), uint8_t{0});
                  return true;
                }
                return one.operation == Operation::kFlipBit &&
                       FlipBit(attempt::ParseDamageNumber(one.argument).value_or(0), &value);
              }),
         &item);
    item.message = end.Finish(HandshakeType::kFinished, std::move(value));
  }

  void WriteOther(FlightItem& item) {
    EndEdit end;
    Keep(Edit(item, [&](const Damage& one) { return end.Take(one); }), &item);
    const ByteSpan body = BodyOf(item.message);
    item.message = end.Finish(item.type, Bytes(body.begin(), body.end()));
  }

  const std::span<const Damage> damage_;
  const FlightOrder& order_;
  Flight flight_;
  std::optional<DelegatedCredential> delegated_;
};

}  // namespace

Flight MakeFlight(std::span<const Damage> damage, const FlightOrder& order) {
  return FlightMaker(damage, order).Make();
}

void RecordFlight(const Flight& flight, Witness* witness) {
  const auto announce = [witness](const std::vector<std::string>& done) {
    for (const std::string& what : done) witness->Add(attempt::Damaged{what});
  };
  for (const FlightItem& item : flight.items) {
    announce(item.done);
    witness->OnMessage(attempt::Side::kClient, item.message);
  }
  announce(flight.left_out);
}

}  // namespace shakedown::handshake::damage
