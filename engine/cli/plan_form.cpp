#include "engine/cli/plan_form.hpp"

#include "engine/plan/plan_json.hpp"
#include "engine/render/plan_html.hpp"
#include "engine/render/plan_markdown.hpp"

namespace fireform::cli {

std::string plan_text(const Plan& plan, const PlanForm& form, const Style& style) {
    const Detail detail = form.verbose ? Detail::everything : Detail::changes;
    switch (form.format) {
        case PlanForm::Format::json:
            return plan_to_terraform_json(plan);
        case PlanForm::Format::markdown:
            return plan_markdown(plan, detail, form.bytes_max);
        case PlanForm::Format::html:
            return plan_html(plan, detail);
        case PlanForm::Format::text:
            break;
    }
    return render(plan, style, detail);
}

}  // namespace fireform::cli
