// What a command leaves behind when the process ends after it: large values that hold nothing open. To free
// the configuration and the plan of a large fleet piece by piece takes a tenth of the time of the plan
// itself.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace fireform::cli {

class Leftovers {
 public:
    template <class T>
    void take(T value) {
        values_.push_back(std::make_shared<T>(std::move(value)));
    }

 private:
    std::vector<std::shared_ptr<void>> values_;
};

}  // namespace fireform::cli
