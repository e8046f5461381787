#include "handshake/damage/server_filter.h"

#include <openssl/bio.h>

#include <memory>

#include "handshake/damage/server_saboteur.h"
#include "ossl/handles.h"

namespace shakedown::handshake::damage {
namespace {

using MethodPtr = std::unique_ptr<BIO_METHOD, ossl::Deleter<BIO_meth_free>>;

ServerSaboteur* SaboteurOf(BIO* filter) {
  return static_cast<ServerSaboteur*>(BIO_get_data(filter));
}

int OnWrite(BIO* filter, const char* data, int length) noexcept {
  BIO_clear_retry_flags(filter);
  try {
    const auto* octets = reinterpret_cast<const uint8_t*>(data);
    if (SaboteurOf(filter)->Write({octets, static_cast<size_t>(length)})) return length;
  } catch (...) {
    return -1;  // out of memory: the connection fails
  }
  BIO_copy_next_retry(filter);
  return -1;
}

long OnControl(BIO* filter, int command, long number, void* pointer) noexcept {
  BIO* const below = BIO_next(filter);
  if (command != BIO_CTRL_FLUSH) return BIO_ctrl(below, command, number, pointer);
  BIO_clear_retry_flags(filter);
  try {
    if (SaboteurOf(filter)->Flush()) return BIO_ctrl(below, command, number, pointer);
  } catch (...) {
    return -1;
  }
  BIO_copy_next_retry(filter);
  return -1;
}

int OnCreate(BIO* filter) noexcept {
  BIO_set_init(filter, 1);
  return 1;
}

const BIO_METHOD* Method() {
  static const MethodPtr method = [] {
    MethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "server misstep"));
    if (!made || BIO_meth_set_write(made.get(), OnWrite) != 1 ||
        BIO_meth_set_ctrl(made.get(), OnControl) != 1 ||
        BIO_meth_set_create(made.get(), OnCreate) != 1) {
      made.reset();
    }
    return made;
  }();
  return method.get();
}

}  // namespace

BIO* PushServerFilter(SSL* ssl, ServerSaboteur* saboteur) {
  BIO* const socket = SSL_get_wbio(ssl);
  if (socket == nullptr || Method() == nullptr) return nullptr;
  BIO* const filter = BIO_new(Method());
  if (filter == nullptr) return nullptr;
  BIO_set_data(filter, saboteur);
  BIO_up_ref(socket);
  BIO_push(filter, socket);
  SSL_set0_wbio(ssl, filter);
  return socket;
}

}  // namespace shakedown::handshake::damage
